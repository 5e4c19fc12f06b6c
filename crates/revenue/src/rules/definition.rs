//! What each figure of a report means, in one sentence that travels with every answer.
//!
//! The sentences of the rates stand beside their arithmetic in `metric`; here are the lines of the book
//! and the list of all. It computes nothing.

use serde::Serialize;
use utoipa::ToSchema;

use super::metric;

/// One figure and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Definition {
    /// The field of the report.
    pub metric: &'static str,
    /// What it is, and when it has no value.
    pub definition: &'static str,
}

/// What MRR is, wherever it is said.
macro_rules! mrr {
    () => {
        "MRR is the sum over subscriptions that are active or past due of price x quantity brought to a month: \
        year / 12, half-year / 6, quarter / 3, week x 365.25/84, day x 365.25/12, rounded once per ledger row, half \
        away from zero. Without tax, trials, free plans, one-off items, metered usage, refunds and paused \
        subscriptions."
    };
}

/// MRR at this instant, for whoever shows nothing else.
pub const MRR: Definition = Definition { metric: "mrr", definition: mrr!() };

/// Every figure of a revenue report, in the order of its fields.
pub const DEFINITIONS: &[Definition] = &[
    Definition { metric: "opening", definition: concat!("MRR at the start of the period. ", mrr!()) },
    Definition {
        metric: "new",
        definition: "MRR of customers who pay for the first time: from free, from a trial, or from nothing.",
    },
    Definition { metric: "expansion", definition: "MRR added by customers who already paid." },
    Definition { metric: "reactivation", definition: "MRR of customers who pay again after having left." },
    Definition {
        metric: "contraction",
        definition: "MRR lost to customers who pay less but still pay; shown positive.",
    },
    Definition {
        metric: "churn",
        definition: "MRR lost with customers who pay no more, dated at the end of paid service; shown positive.",
    },
    Definition {
        metric: "fx",
        definition: "Change of MRR through rates of exchange alone; never a movement.",
    },
    Definition {
        metric: "closing",
        definition: "opening + new + expansion + reactivation - contraction - churn + fx, to the minor unit.",
    },
    metric::ARR,
    metric::ARPA,
    metric::GROSS_CHURN_RATE,
    metric::NET_CHURN_RATE,
    metric::QUICK_RATIO,
    metric::LOGO_CHURN_RATE,
    metric::GRR,
    metric::NRR,
    metric::LTV,
];

/// Every figure of a report on subscriptions, in the order of its fields.
pub const OF_SUBSCRIPTIONS: &[Definition] = &[
    Definition {
        metric: "by_state",
        definition: "Subscriptions by state; a trial that is over and a cancellation that is due count from that instant. \
            Everybody who signed up has one subscription; free is a state.",
    },
    Definition {
        metric: "by_plan",
        definition: "Subscriptions by the plan in force: their own while free, trialing, active or past due; the free \
            plan while paused, canceled or expired.",
    },
    Definition {
        metric: "by_interval",
        definition: "Subscriptions that are active or past due, by how often they are paid.",
    },
    Definition {
        metric: "flows",
        definition: "Changes of state that took effect within the period, however often a subscription changed; from \
            nothing where it was opened; by the plan and interval after, of a subscription that ended by its last ones. \
            The count of a state grows by the flows into it, less those out of it.",
    },
    Definition {
        metric: "trials",
        definition: "Trials that began within the period, and what became of each by now: converted to a paid plan \
            before its end, expired, canceled, or still running.",
    },
    Definition {
        metric: "conversion_rate",
        definition: "Converted / all, of the trials that began within the period and whose last day, as set when they \
            began, is over by now. None when there are none.",
    },
];
