//! Ends a trial or a purchase, now or with its period.

use data::Unit;
use kernel::UserId;

use super::{Current, change::change};
use crate::{Error, rules::When, store::transitions::add_reason};

/// Cancels the subscription of `user`. `reason` is what they say about it: kept sealed, beside the ledger.
///
/// # Errors
/// [`Error::Illegal`], [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, when: When, reason: Option<&str>) -> Result<Current, Error> {
    let changed =
        change(unit, user, |asked| Ok(asked.subscription.cancel(when, asked.at, asked.customer)?)).await?;
    if let Some(reason) = reason {
        add_reason(unit, changed.transition, reason).await?;
    }
    Ok(changed.current)
}
