//! Opens the subscription of a new user, on the free plan.

use data::Unit;
use kernel::{SubscriptionId, UserId};
use places::Zone;

use super::{Current, catalogue::catalogue, change::record};
use crate::{
    Error,
    rules::Subscription,
    store::{shape, subscriptions::Held},
};

/// Makes the one subscription of `user`, whose trials and periods are counted in `time_zone`, and the
/// first row of its ledger.
///
/// # Errors
/// [`Error::Data`]: also for a time zone that does not exist, and for a user who has a subscription.
pub async fn run(unit: &mut Unit, user: UserId, time_zone: &str) -> Result<Current, Error> {
    let catalogue = catalogue(unit).await?;
    let zone = Zone::find(time_zone).map_err(shape)?;
    let decision = Subscription::open(catalogue.free(), unit.now())?;
    let id = SubscriptionId::new(unit.real_now());
    let mut held = Held { id, user, zone, sequence: 0, subscription: decision.subscription.clone() };
    record(unit, &mut held, decision).await?;
    Current::new(held, catalogue, unit.now())
}
