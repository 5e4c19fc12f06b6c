//! Ends a reservation whose work was done.

use data::Unit;
use kernel::ReservationId;

use crate::{
    Error,
    rules::{Counter, Refusal},
    store::{reservations, usage},
};

/// Counts `actual` as used and gives the rest of the reservation back. Answers the counter then.
///
/// # Errors
/// [`Error::ReservationEnded`] when it was settled, released or taken back before; [`Error::Broken`]
/// when more was used than set aside: then drop the unit.
pub async fn run(unit: &mut Unit, id: ReservationId, actual: u32) -> Result<Counter, Error> {
    let held = reservations::end(unit, id).await?.ok_or(Error::ReservationEnded)?;
    if actual > held.amount {
        return Err(Refusal::MoreThanReserved { reserved: held.amount, used: actual }.into());
    }
    Ok(usage::settle(unit, held.key, held.amount, actual).await?)
}
