//! The seven states of a subscription and the one table of what may follow what.
//!
//! It knows no time and no money: whether an action is due, or what it costs, is said elsewhere.

use serde::Serialize;
use thiserror::Error;

use super::words::words;

words! {
    /// Where a subscription stands.
    State {
        /// On the free plan, from the start.
        Free = "free",
        /// On a trial.
        Trialing = "trialing",
        /// Paid.
        Active = "active",
        /// A payment failed and is being asked for again; service and MRR go on.
        PastDue = "past_due",
        /// Neither served nor charged, to be resumed.
        Paused = "paused",
        /// Ended, by request or for want of payment; back on the free plan.
        Canceled = "canceled",
        /// The trial ran out; back on the free plan.
        Expired = "expired",
    }
}

words! {
    /// What can happen to a subscription.
    Action {
        /// The customer arrives: the first row of every ledger.
        Open = "open",
        /// The trial of the plan family begins.
        StartTrial = "start_trial",
        /// A plan is bought.
        Subscribe = "subscribe",
        /// It shall end with the paid period, or with the trial.
        ScheduleCancel = "schedule_cancel",
        /// It shall not end after all.
        WithdrawCancel = "withdraw_cancel",
        /// It ends at once.
        CancelNow = "cancel_now",
        /// Service and charges stop for a while.
        Pause = "pause",
        /// They go on.
        Resume = "resume",
        /// By lapse of time: the trial is over.
        EndTrial = "end_trial",
        /// By lapse of time: the scheduled end has come.
        FinishCancel = "finish_cancel",
        /// A recurring payment was refused.
        PaymentFailed = "payment_failed",
        /// It was made good.
        PaymentRecovered = "payment_recovered",
        /// It was asked for the last time: involuntary churn.
        PaymentAbandoned = "payment_abandoned",
    }
}

/// Every legal transition: in this state, this action leads there. Nothing else is legal.
pub const TABLE: [(State, Action, State); 25] = [
    (State::Free, Action::StartTrial, State::Trialing),
    (State::Free, Action::Subscribe, State::Active),
    (State::Trialing, Action::Subscribe, State::Active),
    (State::Trialing, Action::ScheduleCancel, State::Trialing),
    (State::Trialing, Action::WithdrawCancel, State::Trialing),
    (State::Trialing, Action::CancelNow, State::Canceled),
    (State::Trialing, Action::EndTrial, State::Expired),
    (State::Trialing, Action::FinishCancel, State::Canceled),
    (State::Active, Action::ScheduleCancel, State::Active),
    (State::Active, Action::WithdrawCancel, State::Active),
    (State::Active, Action::CancelNow, State::Canceled),
    (State::Active, Action::FinishCancel, State::Canceled),
    (State::Active, Action::PaymentFailed, State::PastDue),
    (State::PastDue, Action::ScheduleCancel, State::PastDue),
    (State::PastDue, Action::WithdrawCancel, State::PastDue),
    (State::PastDue, Action::CancelNow, State::Canceled),
    (State::PastDue, Action::FinishCancel, State::Canceled),
    (State::PastDue, Action::PaymentRecovered, State::Active),
    (State::PastDue, Action::PaymentAbandoned, State::Canceled),
    (State::Active, Action::Pause, State::Paused),
    (State::Paused, Action::Resume, State::Active),
    (State::Paused, Action::CancelNow, State::Canceled),
    (State::Canceled, Action::StartTrial, State::Trialing),
    (State::Canceled, Action::Subscribe, State::Active),
    (State::Expired, Action::Subscribe, State::Active),
];

/// The action is not legal here; says what a customer may ask for instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[error("a subscription that is {from} does not allow {action}")]
pub struct IllegalTransition {
    /// Where the subscription stands.
    pub from: State,
    /// What was tried.
    pub action: Action,
    /// What a customer may ask for now.
    pub legal: Vec<Action>,
}

impl State {
    /// Where `action` leads from here, if it is legal.
    #[must_use]
    pub fn after(self, action: Action) -> Option<Self> {
        TABLE.iter().find(|(from, by, _)| (*from, *by) == (self, action)).map(|(_, _, to)| *to)
    }

    /// Whether its recurring price counts as MRR.
    #[must_use]
    pub const fn earns(self) -> bool {
        matches!(self, Self::Active | Self::PastDue)
    }

    /// Whether there is a trial or a purchase that has not ended.
    #[must_use]
    pub const fn in_service(self) -> bool {
        matches!(self, Self::Trialing | Self::Active | Self::PastDue | Self::Paused)
    }
}

impl Action {
    /// Whether a customer asks for it, as opposed to time, payments and the opening.
    #[must_use]
    pub const fn is_requested(self) -> bool {
        matches!(
            self,
            Self::StartTrial
                | Self::Subscribe
                | Self::ScheduleCancel
                | Self::WithdrawCancel
                | Self::CancelNow
                | Self::Pause
                | Self::Resume
        )
    }

    /// Whether the lapse of time brings it about.
    #[must_use]
    pub const fn is_lapse(self) -> bool {
        matches!(self, Self::EndTrial | Self::FinishCancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are states, columns actions, both in the order of declaration; `.` is illegal, else the
    /// first letter of the next state (`d` for past due).
    const GRID: [(&str, &str); 7] = [
        //          open trial sub sched withdr now pause resume end fin fail recov aband
        ("free", ". t a . . . . . . . . . ."),
        ("trialing", ". . a t t c . . e c . . ."),
        ("active", ". . . a a c p . . c d . ."),
        ("past_due", ". . . d d c . . . c . a c"),
        ("paused", ". . . . . c . a . . . . ."),
        ("canceled", ". t a . . . . . . . . . ."),
        ("expired", ". . a . . . . . . . . . ."),
    ];

    #[test]
    fn every_pair_of_state_and_action_is_decided() {
        let letter = |state: State| match state {
            State::PastDue => "d",
            other => &other.as_str()[..1],
        };
        for (state, row) in GRID {
            let from: State = state.parse().unwrap();
            let expected: Vec<&str> = row.split(' ').collect();
            let found: Vec<&str> =
                Action::ALL.iter().map(|action| from.after(*action).map_or(".", letter)).collect();
            assert_eq!(found, expected, "{from}");
        }
        let legal = GRID.iter().flat_map(|(_, row)| row.split(' ')).filter(|cell| *cell != ".").count();
        assert_eq!(TABLE.len(), legal, "no pair twice");
    }

    #[test]
    fn every_action_has_one_cause() {
        let payments = [Action::PaymentFailed, Action::PaymentRecovered, Action::PaymentAbandoned];
        for &action in Action::ALL {
            let causes = [
                action.is_requested(),
                action.is_lapse(),
                payments.contains(&action),
                action == Action::Open,
            ];
            assert_eq!(causes.iter().filter(|yes| **yes).count(), 1, "{action}");
        }
    }
}
