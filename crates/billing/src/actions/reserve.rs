//! Sets usage aside before work that happens outside a unit.

use data::Unit;
use jiff::{SignedDuration, Timestamp};
use kernel::{ReservationId, UserId};

use super::take::take;
use crate::{
    Error,
    rules::{Counter, Meter, Usage},
    store::reservations,
};

/// An amount set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// For settling or releasing it.
    pub id: ReservationId,
    /// From when it may be taken back unasked; real time.
    pub expires_at: Timestamp,
    /// How the meter stands with it.
    pub usage: Usage,
}

/// Sets `amount` of `meter` aside, all or nothing, for work of at most `lasts`. Commit, do the work with
/// no unit open, then settle or release. It counts in the usage period in which it was set aside.
///
/// # Errors
/// [`Error::LimitReached`], [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    meter: Meter,
    amount: u32,
    lasts: SignedDuration,
) -> Result<Reserved, Error> {
    let taken = take(unit, user, meter, Counter { used: 0, reserved: amount }).await?;
    let (id, expires_at) = (ReservationId::new(unit.real_now()), unit.real_now().checked_add(lasts)?);
    reservations::add(unit, id, reservations::Held { key: taken.key, amount }, expires_at).await?;
    Ok(Reserved { id, expires_at, usage: taken.usage })
}
