//! Why the demo business could not be made.

use crate::account::Move;

/// Why the demo business could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error("database: {0}")]
    Data(#[from] data::Error),
    /// Accounts refuse.
    #[error("accounts: {0}")]
    Accounts(#[from] accounts::Error),
    /// Billing refuses what the definitions allow.
    #[error("billing: {0}")]
    Billing(#[from] billing::Error),
    /// Astrology refuses.
    #[error("astrology: {0}")]
    Astrology(#[from] astrology::Error),
    /// The gazetteer.
    #[error("places: {0}")]
    Places(#[from] places::PlaceError),
    /// Dates outside the calendar.
    #[error("dates: {0}")]
    Dates(#[from] jiff::Error),
    /// A customer does what their account cannot: a bug of the demo's.
    #[error("a customer cannot {0:?}")]
    Move(Move),
    /// A bug of the demo's.
    #[error("{0}")]
    Broken(&'static str),
}
