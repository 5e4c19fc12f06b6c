//! Uses a meter at once: for work that happens inside the caller's unit.

use data::Unit;
use kernel::UserId;

use super::take::take;
use crate::{
    Error,
    rules::{Counter, Meter, Usage},
};

/// Uses `amount` of `meter`, all or nothing, as part of the caller's commit: if that does not happen,
/// nothing was used. However many units claim at once, exactly the limit is admitted; units of the same
/// user and meter wait for each other from here to their commit.
///
/// Answers how the meter stands then. A user without a row in `billing.subscriptions` cannot claim:
/// sign-up makes one ([`super::open`]).
///
/// # Errors
/// [`Error::LimitReached`] with what would allow more, [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, meter: Meter, amount: u32) -> Result<Usage, Error> {
    Ok(take(unit, user, meter, Counter { used: amount, reserved: 0 }).await?.usage)
}
