//! The ledger of a subscription: immutable rows, and the state as a fold over them.
//!
//! 1. The first row opens the subscription; each later one starts where the one before ended.
//! 2. A row carries everything that holds after it, so it explains itself, and its MRR is rounded once.
//! 3. [`follow`] is the only way from a row to a state: deciding and re-reading cannot disagree.
//! 4. A ledger whose rows do not follow from each other is refused, never repaired.
//!
//! It knows nothing of `recorded_at`: when a row was written is the store's fact.

use jiff::Timestamp;
use kernel::Currency;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Action, Movement, PlanRef, State, Subscription, Terms};

/// One row: what happened, when it took effect, and what holds from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// What happened.
    pub action: Action,
    /// The state before; of the first row, `free`.
    pub from: State,
    /// The state after.
    pub to: State,
    /// From when it holds; churn is dated at the end of paid service.
    pub effective_at: Timestamp,
    /// The plan after; of an ended subscription, the last one it had.
    pub plan: PlanRef,
    /// What is paid after; of an ended subscription, what was paid last.
    pub terms: Option<Terms>,
    /// From when periods are counted after.
    pub anchor: Option<Timestamp>,
    /// From when usage months are counted after; only a purchase moves it.
    pub usage_anchor: Option<Timestamp>,
    /// When the trial ends, during one.
    pub trial_ends_at: Option<Timestamp>,
    /// When the scheduled cancellation takes effect, if there is one.
    pub cancel_at: Option<Timestamp>,
    /// MRR of this subscription after, in minor units of [`Transition::currency`].
    pub mrr_minor: i64,
    /// MRR after less MRR before.
    pub delta_minor: i64,
    /// What the change means for the customer's MRR; none where it stays.
    pub movement: Option<Movement>,
}

/// A row that does not follow from those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the ledger is broken at {effective_at}: {why}")]
pub struct BrokenLedger {
    /// When the offending row took effect.
    pub effective_at: Timestamp,
    /// Which rule it breaks.
    pub why: &'static str,
}

impl Transition {
    /// The currency of its amounts; none as long as nothing was ever bought.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.terms.map(|terms| terms.price.currency)
    }

    /// What MRR must be after it, by state and terms; `None` when that leaves 64 bits.
    pub(super) fn earned_minor(&self) -> Option<i64> {
        match self.terms {
            Some(terms) if self.to.earns() => terms.monthly_minor(),
            _ => Some(0),
        }
    }

    fn unsound(&self) -> Option<&'static str> {
        if self.to.earns() && self.terms.is_none() {
            Some("a paid state without terms")
        } else if self.to.in_service() != self.anchor.is_some() {
            Some("an anchor belongs to service and to nothing else")
        } else if self.to.earns() && self.usage_anchor.is_none() {
            Some("a paid state counts its usage from some instant")
        } else if (self.to == State::Trialing) != self.trial_ends_at.is_some() {
            Some("a trial has an end, and nothing else has")
        } else if self.cancel_at.is_some() && !self.to.in_service() {
            Some("nothing is left to cancel")
        } else if self.earned_minor() != Some(self.mrr_minor) {
            Some("MRR is not that of its terms")
        } else if self.movement.is_some() != (self.delta_minor != 0) {
            Some("a movement without a change, or a change without a movement")
        } else {
            None
        }
    }
}

/// The subscription after `row`, if `row` follows from what was `before`.
///
/// # Errors
/// Which rule the row breaks.
pub fn follow(before: Option<&Subscription>, row: &Transition) -> Result<Subscription, BrokenLedger> {
    let misplaced = match before {
        None if row.action != Action::Open || (row.from, row.to) != (State::Free, State::Free) => {
            Some("the first row opens a free subscription")
        }
        None if row.usage_anchor.is_some() => Some("only a purchase moves the usage months"),
        None => None,
        Some(before) => out_of_turn(before, row),
    };
    let was_minor = before.map_or(0, |before| before.mrr_minor);
    let unbalanced = was_minor.checked_add(row.delta_minor) != Some(row.mrr_minor);
    let unbalanced = unbalanced.then_some("MRR before and its change do not make MRR after");
    if let Some(why) = misplaced.or_else(|| row.unsound()).or(unbalanced) {
        return Err(BrokenLedger { effective_at: row.effective_at, why });
    }
    Ok(Subscription {
        state: row.to,
        plan: row.plan.clone(),
        terms: row.terms,
        anchor: row.anchor,
        usage_anchor: row.usage_anchor,
        paid_until: paid_until(before, row),
        trial_ends_at: row.trial_ends_at,
        cancel_at: row.cancel_at,
        mrr_minor: row.mrr_minor,
        since: row.effective_at,
        trialed: row.action == Action::StartTrial || before.is_some_and(|before| before.trialed),
        has_paid: row.mrr_minor > 0 || before.is_some_and(|before| before.has_paid),
    })
}

fn paid_until(before: Option<&Subscription>, row: &Transition) -> Option<Timestamp> {
    match before {
        _ if row.to.earns() => None,
        Some(before) if before.state.earns() => Some(row.effective_at),
        before => before.and_then(|before| before.paid_until),
    }
}

fn out_of_turn(before: &Subscription, row: &Transition) -> Option<&'static str> {
    let in_time = match before.due_at() {
        Some(due) if row.action.is_lapse() => row.effective_at == due,
        Some(due) => row.effective_at < due,
        None => !row.action.is_lapse(),
    };
    let buys = matches!(row.action, Action::StartTrial | Action::Subscribe);
    let begins_anew = row.action == Action::Subscribe && row.usage_anchor == row.anchor;
    if row.from != before.state {
        Some("it starts from another state")
    } else if before.next_state(row.action).ok() != Some(row.to) {
        Some("the transition is not legal")
    } else if row.effective_at < before.since {
        Some("it goes back in time")
    } else if !buys && (&row.plan, row.terms) != (&before.plan, before.terms) {
        Some("only a trial or a purchase brings other terms")
    } else if !begins_anew && row.usage_anchor != before.usage_anchor {
        Some("only a purchase moves the usage months")
    } else {
        (!in_time).then_some("it passes over what time alone would have done")
    }
}

/// The subscription as its rows tell it, in the order in which they were written; none without rows.
///
/// For the state at an instant, give the rows that took effect until then:
///
/// ```
/// use billing::rules::{Catalogue, Customer, State, Subscription, fold};
/// use jiff::{Timestamp, tz::TimeZone};
///
/// let plans = Catalogue::shipped();
/// let (monday, friday): (Timestamp, Timestamp) = ("2026-06-01T09:00:00Z".parse()?, "2026-06-05T09:00:00Z".parse()?);
/// let opened = Subscription::open(plans.free(), monday)?;
/// let trial = plans.trial("standard").ok_or("no trial")?;
/// let tried = opened.subscription.start_trial(trial, friday, &Customer::alone(TimeZone::UTC))?;
///
/// let rows = [opened.transition, tried.transition];
/// assert_eq!(fold(&rows)?, Some(tried.subscription));
/// let until_tuesday = rows.iter().filter(|row| row.effective_at < friday);
/// assert_eq!(fold(until_tuesday)?.map(|then| then.state), Some(State::Free));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first row that does not follow from those before it.
pub fn fold<'a>(
    rows: impl IntoIterator<Item = &'a Transition>,
) -> Result<Option<Subscription>, BrokenLedger> {
    rows.into_iter().try_fold(None, |before, row| follow(before.as_ref(), row).map(Some))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;
    use crate::rules::{Catalogue, Customer, Interval, Order, When};

    fn at(day: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day)
    }

    /// Opened, tried, bought, cancelled at the period's end, ended.
    fn story() -> Vec<Transition> {
        let (plans, alone) = (Catalogue::shipped(), Customer::alone(TimeZone::UTC));
        let opened = Subscription::open(plans.free(), at(0)).unwrap();
        let trial = plans.trial("standard").unwrap();
        let tried = opened.subscription.start_trial(trial, at(1), &alone).unwrap();
        let order = Order::one(plans.current("premium").unwrap(), Interval::Month);
        let bought = tried.subscription.subscribe(&order, at(5), &alone).unwrap();
        let cancelled = bought.subscription.cancel(When::PeriodEnd, at(9), &alone).unwrap();
        let ended = cancelled.subscription.effect_due(at(99), &alone).unwrap().unwrap();
        [opened, tried, bought, cancelled, ended].into_iter().map(|decision| decision.transition).collect()
    }

    #[test]
    fn rows_survive_the_wire() {
        let text = serde_json::to_string(&story()).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Transition>>(&text).unwrap(), story());
    }

    #[test]
    fn a_changed_dropped_or_swapped_row_is_noticed() {
        type Break = fn(&mut Vec<Transition>);
        let table: [(&str, Break); 22] = [
            ("the first row opens", |rows| drop(rows.remove(0))),
            ("the first row opens", |rows| rows[0].to = State::Active),
            ("another state", |rows| drop(rows.remove(1))),
            ("another state", |rows| rows.swap(1, 2)),
            ("not legal", |rows| rows[1].to = State::Active),
            ("not legal", |rows| rows.insert(1, rows[0].clone())),
            ("not legal", |rows| rows.insert(4, rows[3].clone())),
            ("back in time", |rows| rows[1].effective_at = at(-1)),
            ("brings other terms", |rows| rows[3].plan.version = 2),
            ("brings other terms", |rows| rows[4].terms = None),
            ("passes over", |rows| rows[2].effective_at = at(15)),
            ("passes over", |rows| rows[4].effective_at = at(37)),
            ("without terms", |rows| rows[2].terms = None),
            ("an anchor belongs", |rows| rows[3].anchor = None),
            ("counts its usage", |rows| rows[2].usage_anchor = None),
            ("moves the usage months", |rows| rows[0].usage_anchor = Some(at(0))),
            ("moves the usage months", |rows| rows[2].usage_anchor = Some(at(4))),
            ("moves the usage months", |rows| rows[4].usage_anchor = None),
            ("a trial has an end", |rows| rows[1].trial_ends_at = None),
            ("nothing is left", |rows| rows[4].cancel_at = Some(at(40))),
            ("not that of its terms", |rows| rows[2].mrr_minor = 1_000),
            ("do not make MRR after", |rows| rows[2].delta_minor = 998),
        ];
        assert_eq!(fold(&story()).unwrap().unwrap().state, State::Canceled);
        for (expected, spoil) in table {
            let mut rows = story();
            spoil(&mut rows);
            let broken = fold(&rows).unwrap_err();
            assert!(broken.why.contains(expected), "{expected}: {broken}");
        }
        let mut rows = story();
        rows[4].movement = None;
        assert!(fold(&rows).is_err());
    }

    #[test]
    fn no_rows_are_no_subscription() {
        assert_eq!(fold(&[]), Ok(None));
    }
}
