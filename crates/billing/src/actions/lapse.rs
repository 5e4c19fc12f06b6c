//! Writes what time alone has done to a subscription.

use data::Unit;
use kernel::UserId;

use super::change::caught_up;
use crate::Error;

/// Ends the trial of `user`, or what they cancelled, if its time is up: dated when it was, recorded when it
/// is. Does nothing when nothing is due, so it bears repeating.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId) -> Result<(), Error> {
    caught_up(unit, user).await?;
    Ok(())
}
