//! What rooms above may read of billing: how many customers stand where.
//!
//! For sums and flows of their own they read the view `billing.pub_transitions`, which tells what time has done from
//! its instant too, written or not. It names no person.

use std::collections::BTreeMap;

use data::Unit;

use crate::{
    Error, actions,
    rules::{Interval, State},
    store::figures,
};

/// How many customers stand alike at the unit's business time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanCount {
    /// The plan in force: the free one after a trial or a purchase has ended.
    pub plan: String,
    /// Where their subscription stands.
    pub state: State,
    /// How often they pay, while they do.
    pub interval: Option<Interval>,
    /// How many.
    pub customers: u64,
}

/// Customers by plan, state and interval; a lapse counts from its instant, whether or not it is written.
///
/// # Errors
/// [`Error::Data`].
pub async fn plan_counts(unit: &mut Unit) -> Result<Vec<PlanCount>, Error> {
    let free = actions::catalogue(unit).await?.free().code.clone();
    let now = unit.now();
    let mut counts: BTreeMap<(String, State, Option<Interval>), u64> = BTreeMap::new();
    for group in figures::groups(unit, now).await? {
        let state = match (group.cancelled, group.ended) {
            (true, _) => State::Canceled,
            (false, true) => State::Expired,
            (false, false) => group.state,
        };
        let served = state == State::Free || (state.in_service() && state != State::Paused);
        let plan = if served { group.plan } else { free.clone() };
        let interval = group.interval.filter(|_| state.earns());
        *counts.entry((plan, state, interval)).or_default() += group.customers.unsigned_abs();
    }
    let count = |((plan, state, interval), customers)| PlanCount { plan, state, interval, customers };
    Ok(counts.into_iter().map(count).collect())
}
