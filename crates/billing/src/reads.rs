//! What rooms above may read of billing: counts, flows, MRR and one customer's ledger.
//!
//! For sums of their own they read the view `billing.pub_transitions`. It names no person.

use std::collections::BTreeMap;

use data::Unit;
use jiff::Timestamp;
use kernel::{Money, Period, UserId};

use crate::{
    Error, actions,
    rules::{Action, Interval, State, Transition},
    store::{figures, transitions},
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

/// How often the same thing happened to subscriptions in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateFlow {
    /// What happened.
    pub action: Action,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// The plan after; of an ended subscription, the last one it had.
    pub plan: String,
    /// How often that is paid, if it is.
    pub interval: Option<Interval>,
    /// How often it happened.
    pub times: u64,
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

/// What happened to subscriptions in `period`, by the date when it took effect.
///
/// # Errors
/// [`Error::Data`].
pub async fn state_flows(unit: &mut Unit, period: Period) -> Result<Vec<StateFlow>, Error> {
    let steps = figures::steps(unit, period).await?;
    let flow = |step: figures::Step| StateFlow {
        action: step.action,
        from: step.from,
        to: step.to,
        plan: step.plan,
        interval: step.interval,
        times: step.times.unsigned_abs(),
    };
    Ok(steps.into_iter().map(flow).collect())
}

/// MRR at `at` in each currency that was ever paid: the sum of the ledger's changes until then.
///
/// # Errors
/// [`Error::Data`].
pub async fn mrr(unit: &mut Unit, at: Timestamp) -> Result<Vec<Money>, Error> {
    Ok(figures::mrr(unit, at).await?)
}

/// The ledger of one customer, in the order in which it was written.
///
/// # Errors
/// [`Error::Data`].
pub async fn ledger(unit: &mut Unit, user: UserId) -> Result<Vec<Transition>, Error> {
    Ok(transitions::of_user(unit, user).await?)
}
