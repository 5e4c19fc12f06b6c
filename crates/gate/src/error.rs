//! Why a gate cannot be built. Why a request is refused is a `Reason`.

use std::path::PathBuf;

/// Why a gate cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not told: it may hold a password.
    #[error("gate.limits.redis: not the address of a Redis or Valkey, as redis://host:6379")]
    Redis,
    /// A line of `gate.detection.observe_routes` means no route.
    #[error("gate.detection.observe_routes: there is no route `{0}`; write it as `POST /api/v1/charts`")]
    UnknownRoute(String),
    /// What is no country.
    #[error("gate.countries: `{0}` is not a country code of two letters")]
    Country(String),
    /// Country rules that nothing could decide.
    #[error("gate.countries: rules need a database; name one in gate.countries.database, or remove them")]
    NoDatabase,
    /// A file that is no country database.
    #[error("gate.countries.database {0}: {1}")]
    Database(PathBuf, Box<maxminddb::MaxMindDbError>),
}
