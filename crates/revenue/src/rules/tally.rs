//! From ledger rows added up by period to what a book is made of: opening, sums and cohorts.
//!
//! 1. A tally tells only of customers that moved; whoever did not move stays as they stood. So a period costs what
//!    happened in it, however many customers there are.
//! 2. Money is added up twice, by movement and by customer; the report refuses to be made when the two differ.
//!
//! It knows no rates and no calendar beyond the order of periods.

use std::collections::BTreeMap;

use billing::rules::Movement;
use jiff::Timestamp;
use kernel::Period;

use super::{Cohort, Fault, Line, Sum};

/// The ledger rows of one period, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Which period, counted from 1; 0 is all time before the first.
    pub period: usize,
    /// Signed sums of the rows' deltas in minor units, in the order of [`Movement::ALL`].
    pub moved: [i64; Movement::ALL.len()],
    /// What became of the customers that moved.
    pub turnover: Turnover,
}

/// Customers that moved within one period, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// How many paid nothing at its start and something at its end.
    pub arrived: i64,
    /// How many paid something at its start and nothing at its end.
    pub departed: i64,
    /// How many paid at its start and had a churn in it, whether or not they came back.
    pub churned: i64,
    /// MRR at its end of those who paid nothing at its start.
    pub arrived_minor: i64,
    /// MRR at its end less at its start, of those who paid at its start.
    pub changed_minor: i64,
    /// The same, but of each customer only what was lost; never above 0.
    pub lost_minor: i64,
}

/// What a book is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// MRR at the start of the first period.
    pub opening_minor: i64,
    /// By period and movement, zeros left out.
    pub sums: Vec<Sum>,
    /// Customers by the start of their period; each period has one.
    pub cohorts: BTreeMap<Timestamp, Cohort>,
}

/// Chains tallies along `periods`; none is of a period after the last of them.
///
/// ```
/// use jiff::tz::TimeZone;
/// use revenue::rules::{ReportInterval, Tally, Turnover, periods, totals};
///
/// let months = periods("2026-01-01T00:00:00Z".parse()?, "2026-03-01T00:00:00Z".parse()?, ReportInterval::Month, &TimeZone::UTC)?;
/// // Before: two customers came with 60 and 40. In February the first grew to 90, the second left.
/// let before = Turnover { arrived: 2, arrived_minor: 100, ..Turnover::default() };
/// let february =
///     Turnover { departed: 1, churned: 1, changed_minor: -10, lost_minor: -40, ..Turnover::default() };
/// let found = totals(&[
///     Tally { period: 0, moved: [100, 0, 0, 0, 0], turnover: before },
///     Tally { period: 2, moved: [0, 30, 0, 0, -40], turnover: february },
/// ], &months)?;
/// let (january, february) = (found.cohorts[&months[0].start], found.cohorts[&months[1].start]);
/// assert_eq!((january.customers_start, january.customers_end, january.end_mrr_minor), (2, 2, 100));
/// assert_eq!((february.customers_start, february.customers_end), (2, 1));
/// assert_eq!((february.end_mrr_minor, february.kept_mrr_minor), (90, 60));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Fault::TooLarge`].
pub fn totals(tallies: &[Tally], periods: &[Period]) -> Result<Totals, Fault> {
    let by_period: BTreeMap<usize, &Tally> = tallies.iter().map(|tally| (tally.period, tally)).collect();
    let turnover = |period: usize| by_period.get(&period).map(|tally| tally.turnover).unwrap_or_default();
    let before =
        by_period.get(&0).map_or(0, |tally| tally.moved.iter().map(|sum| i128::from(*sum)).sum::<i128>());
    let mut stand = Stand::default().through(turnover(0))?.1;
    let mut cohorts = BTreeMap::new();
    let mut sums = Vec::new();
    for (period, number) in periods.iter().zip(1..) {
        let (cohort, next) = stand.through(turnover(number))?;
        cohorts.insert(period.start, cohort);
        sums.extend(by_period.get(&number).into_iter().flat_map(|tally| tally.sums(period.start)));
        stand = next;
    }
    Ok(Totals { opening_minor: i64::try_from(before).map_err(|_| Fault::TooLarge)?, sums, cohorts })
}

/// Those who pay, between two periods.
#[derive(Clone, Copy, Default)]
struct Stand {
    customers: i64,
    mrr_minor: i64,
}

impl Stand {
    fn through(self, moved: Turnover) -> Result<(Cohort, Self), Fault> {
        let end = Self {
            customers: add(&[self.customers, moved.arrived, -moved.departed])?,
            mrr_minor: add(&[self.mrr_minor, moved.arrived_minor, moved.changed_minor])?,
        };
        let cohort = Cohort {
            customers_start: count(self.customers)?,
            customers_churned: count(moved.churned)?,
            customers_end: count(end.customers)?,
            start_mrr_minor: self.mrr_minor,
            end_mrr_minor: add(&[self.mrr_minor, moved.changed_minor])?,
            kept_mrr_minor: add(&[self.mrr_minor, moved.lost_minor])?,
        };
        Ok((cohort, end))
    }
}

impl Tally {
    fn sums(&self, period_start: Timestamp) -> impl Iterator<Item = Sum> {
        let sum = move |(movement, delta_minor): (&Movement, i64)| {
            (delta_minor != 0).then_some(Sum { period_start, line: Line::Moved(*movement), delta_minor })
        };
        Movement::ALL.iter().zip(self.moved).filter_map(sum)
    }
}

fn add(parts: &[i64]) -> Result<i64, Fault> {
    let sum: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    i64::try_from(sum).map_err(|_| Fault::TooLarge)
}

fn count(customers: i64) -> Result<u32, Fault> {
    u32::try_from(customers).map_err(|_| Fault::TooLarge)
}

#[cfg(test)]
mod tests;
