//! Buys a plan.

use data::Unit;
use kernel::{Currency, UserId};

use super::{
    Current,
    change::{Asked, change},
};
use crate::{
    Error,
    rules::{Decision, Interval, Order, PlanVersion, Refusal},
};

/// What is bought.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The plan's code.
    pub plan: String,
    /// How often it is paid.
    pub interval: Interval,
    /// In which currency; may be left out where the plan has only one.
    pub currency: Option<Currency>,
}

/// Buys the newest version of a plan for `user`: active at once, its periods counted from now. Payment is
/// made and recorded by hand.
///
/// # Errors
/// [`Error::NotSold`], [`Error::Illegal`] while another is paid, [`Error::NoSubscription`],
/// [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, purchase: Purchase) -> Result<Current, Error> {
    Ok(change(unit, user, |asked| decide(asked, &purchase)).await?.current)
}

fn decide(asked: &Asked<'_>, purchase: &Purchase) -> Result<Decision, Error> {
    let plan = asked.catalogue.current(&purchase.plan).filter(|plan| !plan.prices.is_empty());
    let plan = plan.ok_or(Error::NotSold { field: "plan" })?;
    let order = Order { currency: purchase.currency, ..Order::one(plan, purchase.interval) };
    let decision = asked.subscription.subscribe(&order, asked.at, asked.customer);
    decision.map_err(|refusal| match refusal {
        Refusal::NotSold { .. } => Error::NotSold { field: wrong_field(plan, purchase.interval) },
        other => other.into(),
    })
}

/// The interval, or the currency where the interval itself is sold.
fn wrong_field(plan: &PlanVersion, interval: Interval) -> &'static str {
    if plan.prices.iter().any(|price| price.interval == interval) { "currency" } else { "interval" }
}
