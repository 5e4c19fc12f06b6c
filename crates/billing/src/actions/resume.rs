//! Takes back a scheduled cancellation.

use data::Unit;
use kernel::UserId;

use super::{Current, change::change};
use crate::Error;

/// Lets the subscription of `user` go on, if its scheduled end has not come.
///
/// # Errors
/// [`Error::Illegal`], [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId) -> Result<Current, Error> {
    let changed =
        change(unit, user, |asked| Ok(asked.subscription.withdraw_cancel(asked.at, asked.customer)?));
    Ok(changed.await?.current)
}
