//! Reads how a user's meters stand.

use data::Unit;
use kernel::UserId;

use super::current;
use crate::{
    Error,
    rules::{Meter, Usage},
    store,
};

/// Every meter in the present usage period, those never touched included.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId) -> Result<Vec<Usage>, Error> {
    let current = current(unit, user).await?;
    let (plan, period) = (current.plan()?, current.usage_period()?);
    let counters = store::usage::of_period(unit, user, period.start).await?;
    let usage = |&meter: &Meter| Usage {
        meter,
        counter: counters.get(&meter).copied().unwrap_or_default(),
        limit: plan.limit(meter),
        resets_at: period.end,
    };
    Ok(Meter::ALL.iter().map(usage).collect())
}
