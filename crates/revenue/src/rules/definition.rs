//! What each figure of a report means, in one sentence that travels with every answer.
//!
//! The sentences of the rates stand beside their arithmetic in `metric`; here are the lines of the book
//! and the list of all. It computes nothing.

use serde::Serialize;

use super::metric;

/// One figure and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The field of the report.
    pub metric: &'static str,
    /// What it is, and when it has no value.
    pub definition: &'static str,
}

/// Every figure of a report, in the order of its fields.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        metric: "opening",
        definition: "MRR at the start of the period. MRR is the sum over subscriptions that are active or past \
            due of price x quantity brought to a month: year / 12, half-year / 6, quarter / 3, week x 365.25/84, \
            day x 365.25/12, rounded once per ledger row, half away from zero. Without tax, trials, free plans, \
            one-off items, metered usage, refunds and paused subscriptions.",
    },
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
