//! What can go wrong with a flag.

use web::FieldError;

/// Failures of this room.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name is not one a flag can have.
    #[error(
        "a flag's name is 1 to 64 characters: a letter, then letters, digits, dots, underscores, hyphens"
    )]
    Name,
    /// The percentage is over 100.
    #[error("a roll-out is 0 to 100 per cent")]
    Percentage,
    /// The database.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Name => Self::fields(&[FieldError::new("flag_name", "INVALID", error.to_string())]),
            Error::Percentage => {
                Self::fields(&[FieldError::new("rollout_percentage", "INVALID", error.to_string())])
            }
            Error::Data(error) => error.into(),
        }
    }
}
