//! The whole configuration: the sections of the rooms, put together.

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroU64, NonZeroUsize},
    path::{Path, PathBuf},
    time::Duration,
};

use data::{PoolSizes, seal::MasterKey};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;

/// The commented defaults, which are also the manual.
pub const DEFAULTS: &str = include_str!("../mainstay.default.toml");

/// Every section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The listener and where state is kept.
    pub server: Server,
    /// The database.
    pub database: DatabaseSection,
    /// Keys and tokens.
    pub secrets: Secrets,
    /// The business made at first start.
    pub tenant: TenantSection,
    /// Logs.
    pub log: base::telemetry::Config,
    /// The gate.
    pub gate: gate::Config,
    /// The request log.
    pub requests: record::requests::Config,
    /// Accounts.
    pub accounts: accounts::Config,
    /// Background work.
    pub jobs: jobs::Settings,
    /// The language model that writes readings.
    pub llm: llm::Config,
    /// Ways to services of somebody else's.
    pub connectors: connectors::Config,
}

/// The section `[server]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where requests are taken.
    pub listen: SocketAddr,
    /// The state folder; empty for the usual one.
    pub state_dir: PathBuf,
    /// Hosts that are answered; empty for any.
    pub hosts: Vec<String>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Connections at once.
    pub connections: NonZeroUsize,
    /// Seconds for a request's head.
    pub head_seconds: NonZeroU64,
    /// Seconds for a client to read some of its answer.
    pub write_seconds: NonZeroU64,
    /// Seconds to drain.
    pub drain_seconds: u64,
}

/// The section `[database]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSection {
    /// Somebody's server; empty for the private one.
    pub url: SecretString,
    /// Connections for requests.
    pub app_connections: NonZeroU32,
    /// Connections for background work.
    pub work_connections: NonZeroU32,
    /// The longest wait for a connection, in milliseconds.
    pub acquire_ms: NonZeroU64,
}

/// The section `[secrets]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// Master keys as hexadecimal digits, newest first; none for the one on disk.
    pub master_keys: Vec<SecretString>,
    /// The scraper's token; empty for the one on disk.
    pub metrics_token: SecretString,
}

/// The section `[tenant]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantSection {
    /// Where reports cut days and months, an IANA name.
    pub reporting_zone: String,
    /// The currency of reports, ISO 4217.
    pub currency: String,
}

/// Why the server cannot start as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A field is wrong.
    #[error(transparent)]
    Config(#[from] base::config::Error),
    /// A secret cannot be had.
    #[error(transparent)]
    Secret(#[from] base::secrets::Error),
    /// A field has a value that its section cannot judge alone.
    #[error("configuration: {0}")]
    Value(&'static str),
}

impl Config {
    /// Reads the defaults, then `file` or else a `mainstay.toml` in the current folder, then the
    /// environment.
    ///
    /// # Errors
    /// Names the field and the layer it came from.
    pub fn load(file: Option<&Path>) -> Result<Self, Error> {
        let here = Path::new("mainstay.toml");
        let file = file.or_else(|| here.is_file().then_some(here));
        let config: Self = base::config::load(DEFAULTS, file)?;
        if places::Zone::find(&config.tenant.reporting_zone).is_err() {
            return Err(Error::Value("tenant.reporting_zone: not an IANA time zone"));
        }
        if config.tenant.currency.parse::<kernel::Currency>().is_err() {
            return Err(Error::Value("tenant.currency: not an ISO 4217 currency"));
        }
        Ok(config)
    }

    /// The state folder.
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        if self.server.state_dir.as_os_str().is_empty() {
            return base::folders::state(nix::unistd::geteuid().is_root());
        }
        self.server.state_dir.clone()
    }

    /// The master keys, newest first.
    ///
    /// # Errors
    /// When one is malformed, or the file cannot be made.
    pub fn master_keys(&self) -> Result<Vec<MasterKey>, Error> {
        use secrecy::ExposeSecret;
        if self.secrets.master_keys.is_empty() {
            let key = base::secrets::load_or_make(&self.state_dir().join("secrets"), "master.key")?;
            return Ok(vec![MasterKey::from_bytes(*key)]);
        }
        let parse = |text: &SecretString| {
            base::secrets::parse(text.expose_secret()).map(|key| MasterKey::from_bytes(*key))
        };
        let keys: Option<Vec<MasterKey>> = self.secrets.master_keys.iter().map(parse).collect();
        keys.ok_or(Error::Value("secrets.master_keys: each is 64 hexadecimal digits"))
    }

    /// The token that the scraper of `/metrics` sends.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn metrics_token(&self) -> Result<SecretString, Error> {
        use secrecy::ExposeSecret;
        if !self.secrets.metrics_token.expose_secret().is_empty() {
            return Ok(self.secrets.metrics_token.clone());
        }
        let token = base::secrets::load_or_make(&self.state_dir().join("secrets"), "metrics.token")?;
        Ok(SecretString::from(hex::encode(*token)))
    }

    /// The sizes of the pools.
    #[must_use]
    pub fn pool_sizes(&self) -> PoolSizes {
        PoolSizes {
            app: self.database.app_connections.get(),
            work: self.database.work_connections.get(),
            acquire: Duration::from_millis(self.database.acquire_ms.get()),
        }
    }

    /// The limits of the listener.
    #[must_use]
    pub fn listener_limits(&self) -> web::listener::Limits {
        web::listener::Limits {
            connections: self.server.connections.get(),
            head: Duration::from_secs(self.server.head_seconds.get()),
            write: Duration::from_secs(self.server.write_seconds.get()),
            drain: Duration::from_secs(self.server.drain_seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_whole_configuration() {
        let config: Config = base::config::load(DEFAULTS, None).unwrap();
        assert!(
            config.server.listen.ip().is_loopback(),
            "nothing is open to the network unless somebody says so"
        );
    }
}
