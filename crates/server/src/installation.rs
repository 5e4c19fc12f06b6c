//! What every command that touches data starts with: secrets, the database's address, migrations, the
//! default tenant.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use cluster::Cluster;
use data::{
    Address, Database,
    seal::MasterKey,
    tenant::{DEFAULT_SLUG, Tenant},
};
use kernel::{Clocks, TenantId};
use secrecy::ExposeSecret;

use crate::config::{self, Config};

/// For connections to be given back and closed in good order.
const CLOSE: Duration = Duration::from_secs(1);

/// A migrated database, its default tenant, and the private cluster if it has one.
pub struct Installation {
    /// The database.
    pub database: Database,
    /// The business of hosts without one of their own.
    pub default_tenant: TenantId,
    /// The keys that everything derives from, newest first.
    pub keys: Vec<MasterKey>,
    /// The private cluster, when no `database.url` is given.
    pub cluster: Option<Arc<Cluster>>,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration or a secret.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The private cluster.
    #[error(transparent)]
    Cluster(#[from] cluster::Error),
    /// The database, and what to look at.
    #[error("database: {0}{1}")]
    Database(data::Error, String),
    /// The state folder.
    #[error("state folder: {0}")]
    State(std::io::Error),
}

impl From<data::Error> for Error {
    fn from(error: data::Error) -> Self {
        // Only the innermost cause says what to do; it quotes no value of ours.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        let cause =
            if std::ptr::addr_eq(cause, &raw const error) { String::new() } else { format!(": {cause}") };
        Self::Database(error, cause)
    }
}

impl Installation {
    /// Opens the installation that the configuration describes, and owns it; makes it at first start.
    ///
    /// # Errors
    /// One line that says what to change.
    pub async fn open(config: &Config, clocks: Clocks) -> Result<Self, Error> {
        Self::open_as(config, clocks, false).await
    }

    /// Opens it, also beside a running server that owns it.
    ///
    /// # Errors
    /// One line that says what to change.
    pub async fn open_beside(config: &Config, clocks: Clocks) -> Result<Self, Error> {
        Self::open_as(config, clocks, true).await
    }

    async fn open_as(config: &Config, clocks: Clocks, beside: bool) -> Result<Self, Error> {
        let keys = config.master_keys()?;
        let (address, cluster) = address(config, beside).await?;
        data::migrate::run(&address, &keys[0]).await?;
        let now = clocks.real.now();
        let tenant = Tenant {
            id: TenantId::new(now),
            slug: DEFAULT_SLUG.to_owned(),
            reporting_zone: config.tenant.reporting_zone.clone(),
            currency: config.tenant.currency.clone(),
        };
        let default_tenant = data::tenant::ensure(&address, &tenant, now).await?;
        let database = Database::open(&address, config.pool_sizes(), keys.clone(), clocks)?;
        Ok(Self { database, default_tenant, keys, cluster })
    }

    /// Closes the pools and stops the private cluster. Whoever has been drained in vain is cut off.
    ///
    /// # Errors
    /// When PostgreSQL does not stop.
    pub async fn close(self) -> Result<(), Error> {
        // A connection at work would be waited for as long as its statement takes.
        let _ = tokio::time::timeout(CLOSE, self.database.close()).await;
        if let Some(cluster) = self.cluster {
            blocking(move || cluster.stop()).await?;
        }
        Ok(())
    }
}

/// Where the database is; the private cluster is started unless it is another's and `beside` allows that.
async fn address(config: &Config, beside: bool) -> Result<(Address, Option<Arc<Cluster>>), Error> {
    if !config.database.url.expose_secret().is_empty() {
        return Ok((Address::Url(config.database.url.clone()), None));
    }
    match start_cluster(&config.state_dir()).await {
        Ok(cluster) => Ok((socket(cluster.address()), Some(cluster))),
        Err(Error::Cluster(cluster::Error::Owned { .. })) if beside => {
            Ok((socket(Cluster::address_of(&folder(&config.state_dir()))?), None))
        }
        Err(error) => Err(error),
    }
}

fn folder(state: &Path) -> PathBuf {
    state.join("postgres")
}

async fn start_cluster(state: &Path) -> Result<Arc<Cluster>, Error> {
    // The state folder may be crossed by the user that runs PostgreSQL; what is secret in it has folders of its own.
    std::fs::create_dir_all(state).map_err(Error::State)?;
    let options = cluster::Options::at(folder(state));
    let cluster = Arc::new(blocking(move || Cluster::start(&options)).await?);
    let watched = cluster.clone();
    let watch = move || {
        watched.watch(|event| match event {
            cluster::Event::Restarted => tracing::warn!("PostgreSQL had ended and was started again"),
            cluster::Event::Failed { error, pause } => {
                tracing::error!(%error, pause_ms = pause.as_millis(), "PostgreSQL could not be started again");
            }
        });
    };
    thread::Builder::new().name("cluster".to_owned()).spawn(watch).map_err(Error::State)?;
    Ok(cluster)
}

fn socket(at: cluster::Address) -> Address {
    Address::Socket {
        folder: at.socket_folder,
        port: at.port,
        user: at.user.to_owned(),
        database: "postgres".to_owned(),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, cluster::Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(Error::State(std::io::Error::other(error))),
    }
}
