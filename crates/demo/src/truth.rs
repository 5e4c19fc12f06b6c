//! What the demo business did, as a file: to hold the product's own numbers against.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    Profile,
    books::{Books, Sheet, Standing},
};

/// The whole run.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// What was asked for.
    #[serde(flatten)]
    pub profile: Profile,
    /// The first day.
    pub from: Date,
    /// The instant after the last day; business time goes on from there.
    pub until: Timestamp,
    /// In which zone months are cut.
    pub reporting_zone: &'static str,
    /// Of every amount.
    pub currency: &'static str,
    /// Month by month.
    pub months: Vec<Month>,
    /// Where everybody stands at the end.
    pub customers_by_state: Standing,
    /// Everybody who ever stopped paying, each time they did.
    pub churned_customers: u64,
    /// All charts.
    pub charts: u64,
    /// Refusals by the gate that the attacks met.
    pub attacks: u64,
}

/// One month.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    /// What happened in it.
    #[serde(flatten)]
    pub sheet: Sheet,
}

impl Truth {
    /// MRR at the end, in minor units.
    #[must_use]
    pub fn mrr_minor(&self) -> i64 {
        self.months.last().map_or(0, |month| month.sheet.mrr_minor)
    }

    pub(crate) fn of(profile: Profile, from: Date, until: Timestamp, books: Books, attacks: u64) -> Self {
        let (sheets, customers_by_state) = books.closed();
        let sum = |of: fn(&Sheet) -> u64| sheets.values().map(of).sum();
        Self {
            profile,
            from,
            until,
            reporting_zone: "UTC",
            currency: "USD",
            churned_customers: sum(|sheet| sheet.churned_customers),
            charts: sum(|sheet| sheet.charts),
            months: sheets
                .iter()
                .map(|(month, sheet)| Month {
                    month: month.strftime("%Y-%m").to_string(),
                    sheet: sheet.clone(),
                })
                .collect(),
            customers_by_state,
            attacks,
        }
    }
}
