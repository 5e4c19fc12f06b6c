//! The metrics, each with its one definition, its arithmetic and a worked example that runs.
//!
//! They take the flow of MRR and the count of customers of one period and know nothing else.

use kernel::{Currency, Money, rounding::half_away_from_zero};

use super::{Amount, Cohort, Definition, Flow, Missing, Rate};

/// What part of revenue is margin, in basis points: 10,000 is all of it.
pub const WHOLE_MARGIN_BP: u32 = 10_000;

/// The sentence of [`arr`].
pub const ARR: Definition = Definition { metric: "arr", definition: "12 x closing." };

/// Annual recurring revenue: 12 x closing.
///
/// ```
/// use kernel::{Currency, Money};
/// use revenue::rules::{Amount, Flow, metric::arr};
///
/// let flow = Flow { closing: 16_667, ..Flow::default() };
/// assert_eq!(arr(&flow, Currency::USD), Amount::of(Money::new(200_004, Currency::USD)));
/// ```
#[must_use]
pub fn arr(flow: &Flow, currency: Currency) -> Amount {
    amount(flow.closing.checked_mul(12), currency, Missing::TooLarge)
}

/// The sentence of [`arpa`].
pub const ARPA: Definition = Definition {
    metric: "arpa",
    definition: "Average MRR per paying customer: closing / customers with MRR at the end of the period. \
        None when there are none.",
};

/// Average MRR per paying customer: closing / customers at the end.
///
/// ```
/// use kernel::{Currency, Money};
/// use revenue::rules::{Amount, Cohort, Flow, metric::arpa};
///
/// let flow = Flow { closing: 2_000, ..Flow::default() };
/// let three = Cohort { customers_end: 3, ..Cohort::default() };
/// assert_eq!(arpa(&flow, &three, Currency::USD), Amount::of(Money::new(667, Currency::USD)));
/// ```
#[must_use]
pub fn arpa(flow: &Flow, cohort: &Cohort, currency: Currency) -> Amount {
    let average = half_away_from_zero(i128::from(flow.closing), i128::from(cohort.customers_end));
    amount(average, currency, Missing::NoCustomersAtEnd)
}

/// The sentence of [`gross_churn_rate`].
pub const GROSS_CHURN_RATE: Definition = Definition {
    metric: "gross_churn_rate",
    definition: "(churn + contraction) / opening. None when opening is 0.",
};

/// Gross MRR churn: (churn + contraction) / opening.
///
/// The published example: of 100 at the start 10 churn, 10 contract, 10 are added, which is 20 %.
///
/// ```
/// use revenue::rules::{Flow, metric::gross_churn_rate};
///
/// let flow = Flow { opening: 100, churn: 10, contraction: 10, expansion: 10, ..Flow::default() };
/// assert_eq!(gross_churn_rate(&flow).value, Some(0.2));
/// ```
#[must_use]
pub fn gross_churn_rate(flow: &Flow) -> Rate {
    let lost = i128::from(flow.churn) + i128::from(flow.contraction);
    rate(lost, flow.opening.into(), Missing::NoMrrAtStart)
}

/// The sentence of [`net_churn_rate`].
pub const NET_CHURN_RATE: Definition = Definition {
    metric: "net_churn_rate",
    definition: "(churn + contraction - expansion - reactivation) / opening; below 0 when more was won back \
        than lost. None when opening is 0.",
};

/// Net MRR churn: (churn + contraction - expansion - reactivation) / opening.
///
/// The published example: of 100 at the start 10 churn, 10 contract, 10 are added, which is 10 %.
///
/// ```
/// use revenue::rules::{Flow, metric::net_churn_rate};
///
/// let flow = Flow { opening: 100, churn: 10, contraction: 10, expansion: 10, ..Flow::default() };
/// assert_eq!(net_churn_rate(&flow).value, Some(0.1));
/// ```
#[must_use]
pub fn net_churn_rate(flow: &Flow) -> Rate {
    let lost = i128::from(flow.churn) + i128::from(flow.contraction);
    let won_back = i128::from(flow.expansion) + i128::from(flow.reactivation);
    rate(lost - won_back, flow.opening.into(), Missing::NoMrrAtStart)
}

/// The sentence of [`quick_ratio`].
pub const QUICK_RATIO: Definition = Definition {
    metric: "quick_ratio",
    definition: "(new + expansion + reactivation) / (contraction + churn). None when nothing was lost.",
};

/// Quick ratio: (new + expansion + reactivation) / (contraction + churn).
///
/// ```
/// use revenue::rules::{Flow, Missing, metric::quick_ratio};
///
/// let flow = Flow { new: 50, expansion: 20, reactivation: 10, contraction: 5, churn: 15, ..Flow::default() };
/// assert_eq!(quick_ratio(&flow).value, Some(4.0));
/// let growing = Flow { new: 50, ..Flow::default() };
/// assert_eq!(quick_ratio(&growing).reason, Some(Missing::NothingLost));
/// ```
#[must_use]
pub fn quick_ratio(flow: &Flow) -> Rate {
    let gained = i128::from(flow.new) + i128::from(flow.expansion) + i128::from(flow.reactivation);
    let lost = i128::from(flow.contraction) + i128::from(flow.churn);
    rate(gained, lost, Missing::NothingLost)
}

/// The sentence of [`logo_churn_rate`].
pub const LOGO_CHURN_RATE: Definition = Definition {
    metric: "logo_churn_rate",
    definition: "Customers paying at the start who churned within the period / customers paying at the start. \
        None when there were none.",
};

/// Logo churn: customers at the start who churned / customers at the start.
///
/// ```
/// use revenue::rules::{Cohort, metric::logo_churn_rate};
///
/// let cohort = Cohort { customers_start: 200, customers_churned: 5, ..Cohort::default() };
/// assert_eq!(logo_churn_rate(&cohort).value, Some(0.025));
/// ```
#[must_use]
pub fn logo_churn_rate(cohort: &Cohort) -> Rate {
    rate(cohort.customers_churned.into(), cohort.customers_start.into(), Missing::NoCustomersAtStart)
}

/// The sentence of [`grr`].
pub const GRR: Definition = Definition {
    metric: "grr",
    definition: "Gross revenue retention: over customers paying at the start, the sum of the lesser of their \
        MRR at the end and at the start / their MRR at the start. None when there was none.",
};

/// Gross revenue retention: sum of min(MRR at the end, at the start) / MRR at the start; at most 1.
///
/// Of two customers with 60 and 40, one grows to 90 and one leaves: 60 of 100 are kept.
///
/// ```
/// use revenue::rules::{Cohort, metric::grr};
///
/// let cohort = Cohort { start_mrr_minor: 100, end_mrr_minor: 90, kept_mrr_minor: 60, ..Cohort::default() };
/// assert_eq!(grr(&cohort).value, Some(0.6));
/// ```
#[must_use]
pub fn grr(cohort: &Cohort) -> Rate {
    rate(cohort.kept_mrr_minor.into(), cohort.start_mrr_minor.into(), Missing::NoMrrAtStart)
}

/// The sentence of [`nrr`].
pub const NRR: Definition = Definition {
    metric: "nrr",
    definition: "Net revenue retention: MRR at the end of customers paying at the start / their MRR at the \
        start; new and returning customers are left out. None when there was none.",
};

/// Net revenue retention: MRR at the end of those who paid at the start / their MRR at the start.
///
/// Of two customers with 60 and 40, one grows to 90 and one leaves: 90 of 100.
///
/// ```
/// use revenue::rules::{Cohort, metric::nrr};
///
/// let cohort = Cohort { start_mrr_minor: 100, end_mrr_minor: 90, kept_mrr_minor: 60, ..Cohort::default() };
/// assert_eq!(nrr(&cohort).value, Some(0.9));
/// ```
#[must_use]
pub fn nrr(cohort: &Cohort) -> Rate {
    rate(cohort.end_mrr_minor.into(), cohort.start_mrr_minor.into(), Missing::NoMrrAtStart)
}

/// The sentence of [`ltv`].
pub const LTV: Definition = Definition {
    metric: "ltv",
    definition: "Customer lifetime value: ARPA x gross margin / logo churn of a month. None when nobody \
        churned, nobody pays, or the period is not a month.",
};

/// Customer lifetime value of a month: ARPA x margin / logo churn, rounded once.
///
/// 30.00 a customer, 80 % margin, 2.5 % of customers lost in the month: 960.00.
///
/// ```
/// use kernel::{Currency, Money};
/// use revenue::rules::{Amount, Cohort, Flow, metric::ltv};
///
/// let flow = Flow { closing: 600_000, ..Flow::default() };
/// let cohort = Cohort { customers_start: 200, customers_churned: 5, customers_end: 200, ..Cohort::default() };
/// assert_eq!(ltv(&flow, &cohort, 8_000, Currency::USD), Amount::of(Money::new(96_000, Currency::USD)));
/// ```
#[must_use]
pub fn ltv(flow: &Flow, cohort: &Cohort, margin_bp: u32, currency: Currency) -> Amount {
    if cohort.customers_end == 0 {
        return Amount::missing(Missing::NoCustomersAtEnd);
    }
    if cohort.customers_churned == 0 {
        return Amount::missing(Missing::NobodyChurned);
    }
    let earned = i128::from(flow.closing) * i128::from(margin_bp);
    let left = i128::from(cohort.customers_end) * i128::from(cohort.customers_churned);
    let value = earned
        .checked_mul(i128::from(cohort.customers_start))
        .and_then(|numerator| half_away_from_zero(numerator, left * i128::from(WHOLE_MARGIN_BP)));
    amount(value, currency, Missing::TooLarge)
}

fn rate(numerator: i128, denominator: i128, reason: Missing) -> Rate {
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => Rate::of(numerator, denominator, reason),
        _ => Rate::missing(Missing::TooLarge),
    }
}

fn amount(minor: Option<i64>, currency: Currency, reason: Missing) -> Amount {
    minor.map_or(Amount::missing(reason), |minor| Amount::of(Money::new(minor, currency)))
}
