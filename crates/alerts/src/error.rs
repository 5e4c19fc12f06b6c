//! What can go wrong with alerts.

use web::FieldError;

/// The result of this room.
pub type Result<T> = std::result::Result<T, Error>;

/// Refusals and failures of this room.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No rule has that key.
    #[error("there is no such rule")]
    NoSuchRule,
    /// There is no such silence, or it is over.
    #[error("there is no such silence")]
    NoSuchSilence,
    /// A field cannot be what was asked for: which, and what it can be.
    #[error("{0}: {1}")]
    Field(&'static str, &'static str),
    /// An instant lies outside the years -9999 to 9999.
    #[error("an instant is out of range")]
    Calendar(#[from] jiff::Error),
    /// The database.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSuchRule => Self::not_found("alert"),
            Error::NoSuchSilence => Self::not_found("silence"),
            Error::Field(path, message) => Self::fields(&[FieldError::new(path, "INVALID", message)]),
            Error::Calendar(_) => Self::internal(error),
            Error::Data(error) => error.into(),
        }
    }
}
