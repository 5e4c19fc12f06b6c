//! What may be decided about a subscription.
//!
//! Each decision answers the new standing and the one ledger row to write; nothing changes in place.
//! What time alone brings about ([`Subscription::effect_due`]) is dated at the instant it was due,
//! however late it is noticed, and must be written before anything else is decided: a decision that
//! would pass over it is refused with [`Refusal::Behind`]. An instant before the last row's counts as
//! that row's, so that two clocks a little apart do not turn a ledger back. It knows no store.

use std::num::NonZeroU32;

use jiff::{Timestamp, tz::TimeZone};
use kernel::{Currency, period::add_days};
use serde::{Deserialize, Serialize};

use super::{
    Action, Interval, PlanKind, PlanVersion, Refusal, State, Subscription, Terms, Transition,
    ledger::follow,
    movement::classify,
    mrr::{CEILING_MINOR, monthly},
    quota::usage_anchor,
};

/// What a decision needs to know of the customer beside this subscription.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Where dates are counted.
    pub zone: TimeZone,
    /// MRR of the customer's other subscriptions in the same currency, in minor units.
    pub other_mrr_minor: i64,
    /// Whether any other subscription ever earned MRR.
    pub paid_elsewhere: bool,
}

/// A purchase: which plan, how often paid, how many units.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The plan version that is sold.
    pub plan: &'a PlanVersion,
    /// Which of its prices.
    pub interval: Interval,
    /// In which currency; may be left out where the plan has only one.
    pub currency: Option<Currency>,
    /// Units.
    pub quantity: NonZeroU32,
}

/// When a cancellation takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At once.
    Now,
    /// With the paid period, or with the trial; can be withdrawn until then.
    PeriodEnd,
}

/// The standing after a decision, and the ledger row that leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What holds from now on.
    pub subscription: Subscription,
    /// What to write.
    pub transition: Transition,
}

impl Subscription {
    /// A customer arrives on the free plan.
    ///
    /// # Errors
    /// None in practice: the row follows from nothing by construction.
    pub fn open(free: &PlanVersion, at: Timestamp) -> Result<Decision, Refusal> {
        let transition = Transition {
            action: Action::Open,
            from: State::Free,
            to: State::Free,
            effective_at: at,
            plan: free.reference(),
            terms: None,
            anchor: None,
            usage_anchor: None,
            trial_ends_at: None,
            cancel_at: None,
            mrr_minor: 0,
            delta_minor: 0,
            movement: None,
        };
        Ok(Decision { subscription: follow(None, &transition)?, transition })
    }

    /// The one trial of this plan family: its days are calendar days in the customer's zone, it costs
    /// nothing and earns no MRR.
    ///
    /// # Errors
    /// [`Refusal::TrialUsed`], [`Refusal::NotATrial`], [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn start_trial(
        &self,
        plan: &PlanVersion,
        at: Timestamp,
        customer: &Customer,
    ) -> Result<Decision, Refusal> {
        let PlanKind::Trial { days } = plan.kind() else {
            return Err(Refusal::NotATrial { plan: plan.code.clone() });
        };
        if self.trialed && !self.state.in_service() {
            return Err(Refusal::TrialUsed);
        }
        let at = at.max(self.since);
        let ends = add_days(at, days, &customer.zone)?;
        self.decide(Action::StartTrial, at, customer, |row| {
            (row.plan, row.terms) = (plan.reference(), None);
            (row.anchor, row.trial_ends_at) = (Some(at), Some(ends));
        })
    }

    /// Buys a plan: active at once, its periods counted from this moment; a trial ends with it. Usage goes
    /// on in the month that runs, if there is one ([`usage_anchor`]).
    ///
    /// # Errors
    /// [`Refusal::NotSold`], [`Refusal::TooLarge`] above [`CEILING_MINOR`], [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn subscribe(
        &self,
        order: &Order<'_>,
        at: Timestamp,
        customer: &Customer,
    ) -> Result<Decision, Refusal> {
        let (plan, interval) = (order.plan, order.interval);
        let price = plan
            .price(interval, order.currency)
            .ok_or_else(|| Refusal::NotSold { plan: plan.code.clone(), interval })?;
        let share = monthly(price.amount_minor, 1, interval);
        if share.is_none_or(|minor| minor > CEILING_MINOR) {
            return Err(Refusal::TooLarge);
        }
        let at = at.max(self.since);
        let counted_from = usage_anchor(self, at, &customer.zone)?;
        self.decide(Action::Subscribe, at, customer, |row| {
            row.plan = plan.reference();
            row.terms = Some(Terms { interval, price, quantity: order.quantity });
            (row.anchor, row.usage_anchor) = (Some(at), Some(counted_from));
            (row.trial_ends_at, row.cancel_at) = (None, None);
        })
    }

    /// Ends it at once, or schedules its end with the paid period or the trial.
    ///
    /// # Errors
    /// [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn cancel(&self, when: When, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
        let at = at.max(self.since);
        match when {
            When::Now => self.decide(Action::CancelNow, at, customer, |_| ()),
            When::PeriodEnd => {
                let end = self.period(at, &customer.zone)?.map(|period| period.end);
                self.decide(Action::ScheduleCancel, at, customer, |row| row.cancel_at = end)
            }
        }
    }

    /// Takes back a scheduled cancellation that has not taken effect.
    ///
    /// # Errors
    /// [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn withdraw_cancel(&self, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
        self.decide(Action::WithdrawCancel, at, customer, |row| row.cancel_at = None)
    }

    /// A recurring payment was refused; it is past due, and still served.
    ///
    /// # Errors
    /// [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn payment_failed(&self, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
        self.decide(Action::PaymentFailed, at, customer, |_| ())
    }

    /// The payment was made good.
    ///
    /// # Errors
    /// [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn payment_recovered(&self, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
        self.decide(Action::PaymentRecovered, at, customer, |_| ())
    }

    /// The payment was asked for the last time: involuntary churn.
    ///
    /// # Errors
    /// [`Refusal::Illegal`], [`Refusal::Behind`].
    pub fn payment_abandoned(&self, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
        self.decide(Action::PaymentAbandoned, at, customer, |_| ())
    }

    /// What time alone has done until `at`, dated when it was due; ask again until it answers none.
    ///
    /// A scheduled cancellation makes it canceled; a trial that runs out makes it expired.
    ///
    /// # Errors
    /// None in practice: a due change is legal by construction.
    pub fn effect_due(&self, at: Timestamp, customer: &Customer) -> Result<Option<Decision>, Refusal> {
        let Some(due) = self.due_at().filter(|due| *due <= at) else {
            return Ok(None);
        };
        let cancelled = self.cancel_at == Some(due);
        let action = if cancelled { Action::FinishCancel } else { Action::EndTrial };
        self.decide(action, due, customer, |_| ()).map(Some)
    }

    fn decide(
        &self,
        action: Action,
        at: Timestamp,
        customer: &Customer,
        change: impl FnOnce(&mut Transition),
    ) -> Result<Decision, Refusal> {
        if let Some(due) = self.due_at().filter(|due| *due <= at && !action.is_lapse()) {
            return Err(Refusal::Behind { due });
        }
        let mut row = self.row(action, self.next_state(action)?, at.max(self.since));
        change(&mut row);
        row.mrr_minor = row.earned_minor().ok_or(Refusal::TooLarge)?;
        row.delta_minor = row.mrr_minor.checked_sub(self.mrr_minor).ok_or(Refusal::TooLarge)?;
        let of_customer = |own_minor: i64| customer.other_mrr_minor.checked_add(own_minor);
        let before_minor = of_customer(self.mrr_minor).ok_or(Refusal::TooLarge)?;
        let after_minor = of_customer(row.mrr_minor).ok_or(Refusal::TooLarge)?;
        row.movement = classify(before_minor, after_minor, self.has_paid || customer.paid_elsewhere);
        Ok(Decision { subscription: follow(Some(self), &row)?, transition: row })
    }

    /// A row to `to` that changes nothing else, but that service which ends takes its dates along.
    fn row(&self, action: Action, to: State, effective_at: Timestamp) -> Transition {
        let kept = |date: Option<Timestamp>| date.filter(|_| to.in_service());
        Transition {
            action,
            from: self.state,
            to,
            effective_at,
            plan: self.plan.clone(),
            terms: self.terms,
            anchor: kept(self.anchor),
            usage_anchor: self.usage_anchor,
            trial_ends_at: kept(self.trial_ends_at),
            cancel_at: kept(self.cancel_at),
            mrr_minor: 0,
            delta_minor: 0,
            movement: None,
        }
    }
}

impl Customer {
    /// A customer in `zone` without other subscriptions.
    #[must_use]
    pub const fn alone(zone: TimeZone) -> Self {
        Self { zone, other_mrr_minor: 0, paid_elsewhere: false }
    }
}

impl<'a> Order<'a> {
    /// One unit of `plan`, in the only currency it is sold in.
    #[must_use]
    pub const fn one(plan: &'a PlanVersion, interval: Interval) -> Self {
        Self { plan, interval, currency: None, quantity: NonZeroU32::MIN }
    }
}

#[cfg(test)]
mod tests;
