//! Which PostgreSQL the tests use. Knows no database and no schema in it.

use std::{env, fs::File, path::PathBuf};

use cluster::{Cluster, Options};
use data::Address;
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::Failure;

/// Where the server takes connections.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    user: String,
}

impl Server {
    /// The server of this process, found once.
    pub(crate) async fn get() -> Result<&'static Self, Failure> {
        static SERVER: OnceCell<Server> = OnceCell::const_new();
        SERVER
            .get_or_try_init(|| async {
                match Self::told()? {
                    Some(server) => Ok(server),
                    None => tokio::task::spawn_blocking(Self::started).await?,
                }
            })
            .await
    }

    /// A database of this server, as its superuser.
    pub(crate) fn address(&self, database: &str) -> Address {
        Address::Socket {
            folder: self.folder.clone(),
            port: self.port,
            user: self.user.clone(),
            database: database.to_owned(),
        }
    }

    /// A connection of the superuser's.
    pub(crate) async fn connect(&self, database: &str) -> Result<PgConnection, Failure> {
        Ok(PgConnection::connect_with(&self.address(database).bootstrap()?).await?)
    }

    /// The one that the environment names.
    fn told() -> Result<Option<Self>, Failure> {
        let Some(folder) = env::var_os("MAINSTAY_TEST_SOCKET") else { return Ok(None) };
        let port = env::var("MAINSTAY_TEST_PORT").map_or(Ok(5432), |port| port.parse())?;
        let user = env::var("MAINSTAY_TEST_USER").unwrap_or_else(|_| "postgres".into());
        Ok(Some(Self { folder: folder.into(), port, user }))
    }

    /// The cluster of this account in the folder for temporary files, started if it does not run. Blocks.
    ///
    /// Only the decision is locked: the server outlives the process that started it, and the next
    /// one adopts it.
    fn started() -> Result<Self, Failure> {
        let name = format!("mainstay-test-{}", nix::unistd::Uid::effective());
        let folder = env::temp_dir().join(&name);
        let lock = File::create(env::temp_dir().join(format!("{name}.lock")))?;
        lock.lock()?;
        let settings = vec![("max_connections".into(), "300".into())];
        let cluster = Cluster::start(&Options { data_dir: folder, fsync: false, settings })?;
        let address = cluster.detach();
        Ok(Self { folder: address.socket_folder, port: address.port, user: address.user.to_owned() })
    }
}
