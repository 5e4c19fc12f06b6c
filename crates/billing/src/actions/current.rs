//! Where a user stands at the unit's business time, whatever the ledger has been told so far.

use data::Unit;
use jiff::Timestamp;
use kernel::{Period, SubscriptionId, UserId};

use super::catalogue::catalogue;
use crate::{
    Error,
    rules::{Catalogue, Customer, PlanVersion, Subscription, quota::usage_period},
    store,
};

/// A user's subscription as time has left it, and the plans around it.
#[derive(Clone, Debug)]
pub struct Current {
    /// The subscription.
    pub id: SubscriptionId,
    /// Where it stands. A trial or a scheduled cancellation whose time is up has taken effect here, even
    /// when the job that writes so is late.
    pub subscription: Subscription,
    /// Every plan of the tenant.
    pub catalogue: Catalogue,
    customer: Customer,
    at: Timestamp,
}

/// Where `user` stands now.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn current(unit: &mut Unit, user: UserId) -> Result<Current, Error> {
    let catalogue = catalogue(unit).await?;
    let held = store::subscriptions::find(unit, user).await?.ok_or(Error::NoSubscription)?;
    Current::new(held, catalogue, unit.now())
}

impl Current {
    pub(crate) fn new(
        held: store::subscriptions::Held,
        catalogue: Catalogue,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let customer = held.customer()?;
        let mut subscription = held.subscription;
        while let Some(due) = subscription.effect_due(at, &customer)? {
            subscription = due.subscription;
        }
        Ok(Self { id: held.id, subscription, catalogue, customer, at })
    }

    /// The plan whose limits and features hold.
    ///
    /// # Errors
    /// [`Error::Broken`] when its version is not stored.
    pub fn plan(&self) -> Result<&PlanVersion, Error> {
        let plan = self.catalogue.in_force(&self.subscription);
        plan.ok_or_else(|| Error::broken(format!("no plan version {:?}", self.subscription.plan)))
    }

    /// The trial or the paid period; none on the free plan.
    ///
    /// # Errors
    /// When dates leave the calendar.
    pub fn period(&self) -> Result<Option<Period>, Error> {
        Ok(self.subscription.period(self.at, &self.customer.zone)?)
    }

    /// The usage period: its start names the counters.
    ///
    /// # Errors
    /// When dates leave the calendar.
    pub fn usage_period(&self) -> Result<Period, Error> {
        Ok(usage_period(&self.subscription, self.at, &self.customer.zone)?)
    }
}
