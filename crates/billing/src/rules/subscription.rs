//! A customer's standing in one plan family: what is had, what is paid, and until when.
//!
//! It answers what holds and what is legal now; what changes it is decided next door, in `decision`.
//! It knows neither usage nor invoices.

use std::num::NonZeroU32;

use jiff::{Timestamp, tz::TimeZone};
use kernel::{Money, Period};
use serde::{Deserialize, Serialize};

use super::{Action, IllegalTransition, Interval, PlanRef, State, mrr::monthly, state::TABLE};

/// Where a customer stands; rebuilt from the ledger by [`super::fold`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// The state.
    pub state: State,
    /// The plan; once ended, the last one (what is in force then is the free plan).
    pub plan: PlanRef,
    /// What is paid; once ended, what was paid last.
    pub terms: Option<Terms>,
    /// From when periods are counted: the start of the trial or the purchase; none without service.
    pub anchor: Option<Timestamp>,
    /// From when usage months are counted: a purchase, this one or an earlier one
    /// ([`super::quota::usage_anchor`]); none before the first, and kept after service has ended.
    pub usage_anchor: Option<Timestamp>,
    /// When paid service last ended; none while it runs, and before it ever did.
    pub paid_until: Option<Timestamp>,
    /// When the trial ends, during one.
    pub trial_ends_at: Option<Timestamp>,
    /// When the scheduled cancellation takes effect, if there is one.
    pub cancel_at: Option<Timestamp>,
    /// MRR in minor units of the terms' currency, as the ledger has it.
    pub mrr_minor: i64,
    /// When the last row took effect; nothing takes effect before it.
    pub since: Timestamp,
    /// Whether the one trial of this plan family was begun.
    pub trialed: bool,
    /// Whether its MRR was ever above 0.
    pub has_paid: bool,
}

/// What recurs: a price, how often, how many times over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What one price pays for.
    pub interval: Interval,
    /// The price of one unit as it was when bought; a later price list does not touch it.
    pub price: Money,
    /// Units.
    pub quantity: NonZeroU32,
}

impl Subscription {
    /// The next instant at which time alone changes it, if any.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        self.trial_ends_at.into_iter().chain(self.cancel_at).min()
    }

    /// The trial, or the paid period that holds `at`; none while nothing is paid or tried.
    ///
    /// # Errors
    /// Outside jiff's years, -9999 to 9999.
    pub fn period(&self, at: Timestamp, zone: &TimeZone) -> Result<Option<Period>, jiff::Error> {
        match (self.state, self.anchor, self.trial_ends_at, self.terms) {
            (State::Trialing, Some(start), Some(end), _) => Ok(Some(Period { start, end })),
            (state, Some(anchor), _, Some(terms)) if state.earns() => {
                terms.interval.period(anchor, at, zone).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What the customer may ask for now.
    #[must_use]
    pub fn legal(&self) -> Vec<Action> {
        let here = TABLE.iter().filter(|(from, _, _)| *from == self.state).map(|(_, action, _)| *action);
        here.filter(|action| action.is_requested() && self.allows(*action)).collect()
    }

    /// The state that `action` leads to.
    ///
    /// # Errors
    /// What is legal instead.
    pub fn next_state(&self, action: Action) -> Result<State, IllegalTransition> {
        let next = self.state.after(action).filter(|_| self.allows(action));
        next.ok_or_else(|| IllegalTransition { from: self.state, action, legal: self.legal() })
    }

    /// What the table of states cannot see: a cancellation is scheduled once, a trial begun once.
    fn allows(&self, action: Action) -> bool {
        match action {
            Action::ScheduleCancel => self.cancel_at.is_none(),
            Action::WithdrawCancel | Action::FinishCancel => self.cancel_at.is_some(),
            Action::StartTrial => !self.trialed,
            _ => true,
        }
    }
}

impl Terms {
    /// MRR of these terms while they are paid; `None` when it leaves 64 bits.
    #[must_use]
    pub fn monthly_minor(&self) -> Option<i64> {
        monthly(self.price.amount_minor, self.quantity.get(), self.interval)
    }
}
