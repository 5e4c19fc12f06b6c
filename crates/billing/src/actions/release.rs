//! Ends a reservation whose work was not done.

use data::Unit;
use kernel::ReservationId;

use super::settle;
use crate::{Error, rules::Counter};

/// Gives all of it back. Answers the counter then.
///
/// # Errors
/// [`Error::ReservationEnded`] when it was settled, released or taken back before.
pub async fn run(unit: &mut Unit, id: ReservationId) -> Result<Counter, Error> {
    settle::run(unit, id, 0).await
}
