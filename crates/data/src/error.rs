//! What can go wrong below the capabilities, sorted by what a caller can do about it.

use sqlx::Error as Sqlx;

/// The result of everything that touches the database.
pub type Result<T> = std::result::Result<T, Error>;

/// Failures of the database floor.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be had in time, or the one in use broke: nothing was acknowledged, and
    /// the same request may be sent again.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Sqlx),
    /// Two units wanted the same rows; the same request may be sent again.
    #[error("two changes met at the same rows")]
    Conflict(#[source] Sqlx),
    /// A statement failed: a bug, or a schema that does not fit this binary.
    #[error("a statement failed")]
    Statement(#[source] Sqlx),
    /// A sealed value did not open: wrong key, or moved from the row it was sealed for.
    #[error("a sealed value did not open")]
    Seal,
    /// The job that this unit completes was taken over by another worker in the meantime.
    #[error("the job was taken over by another worker")]
    Superseded,
    /// A stored or collected value has not the shape that the code expects.
    #[error("a stored value has another shape")]
    Shape(#[from] serde_json::Error),
    /// Migrations could not be applied.
    #[error("migrations could not be applied")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Calendar arithmetic left the years that jiff knows.
    #[error("a date is out of range")]
    Date(#[from] jiff::Error),
}

impl Error {
    /// Whether this is a violation of the named unique or check constraint.
    #[must_use]
    pub fn violates(&self, constraint: &str) -> bool {
        match self {
            Self::Statement(Sqlx::Database(error)) => error.constraint() == Some(constraint),
            _ => false,
        }
    }
}

impl From<Sqlx> for Error {
    fn from(error: Sqlx) -> Self {
        let code = sqlstate(&error);
        match &error {
            Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::Io(_) | Sqlx::Tls(_) | Sqlx::WorkerCrashed => {
                Self::Unavailable(error)
            }
            // 57P0x: shut down or starting; 08: connection; 25006: read only after a failover; 53: out of room.
            Sqlx::Database(_) if connection_is_lost(&code) || code.starts_with("53") => {
                Self::Unavailable(error)
            }
            // 40: serialization and deadlock; 55P03: a lock not had in time.
            Sqlx::Database(_) if code.starts_with("40") || code == "55P03" => Self::Conflict(error),
            _ => Self::Statement(error),
        }
    }
}

/// The five characters of PostgreSQL's verdict, empty when the error is not the server's.
pub(crate) fn sqlstate(error: &Sqlx) -> String {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

/// Whether every connection opened so far is suspect: the server went away or lost its crown.
pub(crate) fn connection_is_lost(code: &str) -> bool {
    code == "25006" || code.starts_with("57P") || code.starts_with("08")
}

/// One cause for the log: what PostgreSQL says may quote a value, so of its errors only the code and
/// the names of constraint and table are told.
#[must_use]
pub fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    match error.downcast_ref::<Sqlx>() {
        Some(Sqlx::Database(said)) => {
            let names = [said.constraint(), said.table()].map(Option::unwrap_or_default).join(" ");
            format!("SQLSTATE {} {names}", said.code().unwrap_or_default()).trim_end().to_owned()
        }
        _ if error.is::<Box<dyn sqlx::error::DatabaseError>>() => "said by PostgreSQL".to_owned(),
        _ => error.to_string(),
    }
}
