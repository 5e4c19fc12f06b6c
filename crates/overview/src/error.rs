//! Why there is no page: some room could not be asked.

/// The result of this room.
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Revenue could not tell.
    #[error(transparent)]
    Revenue(#[from] revenue::Error),
    /// Billing could not tell.
    #[error(transparent)]
    Billing(#[from] billing::Error),
    /// The database failed.
    #[error(transparent)]
    Data(#[from] data::Error),
    /// The present lies outside the years -9999 to 9999.
    #[error("a date is out of range")]
    Calendar(#[from] jiff::Error),
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Revenue(error) => error.into(),
            Error::Billing(error) => error.into(),
            Error::Data(error) => error.into(),
            Error::Calendar(_) => Self::internal(error),
        }
    }
}
