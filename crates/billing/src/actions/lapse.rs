//! Writes what time alone has done to one customer.

use data::Unit;
use kernel::UserId;

use super::change::caught_up;
use crate::{
    Error,
    store::{reservations, usage},
};

/// Ends the trial of `user`, or what they cancelled, if its time is up: dated when it was, recorded when it
/// is. Takes back their reservations whose time is up in real time, each once. Does nothing when nothing is due, so
/// it bears repeating.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId) -> Result<(), Error> {
    caught_up(unit, user).await?;
    release_expired(unit, user).await?;
    Ok(())
}

/// Answers how many reservations it took back.
pub(super) async fn release_expired(unit: &mut Unit, user: UserId) -> Result<usize, Error> {
    let now = unit.real_now();
    let mut ended = reservations::end_expired(unit, user, now).await?;
    // Always in one order: two units that give back never wait for each other.
    ended.sort_by_key(|held| (held.key.meter, held.key.period_start));
    for held in &ended {
        usage::settle(unit, held.key, held.amount, 0).await?;
    }
    Ok(ended.len())
}
