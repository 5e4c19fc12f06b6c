//! Tallies of random customers, against each customer followed through every period.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::rules::{CustomerPeriod, ReportInterval, periods};

/// MRR of a customer at the start, and then, period by period, what it went through.
type Life = (i64, Vec<Vec<i64>>);

const PERIODS: usize = 4;

fn quarters() -> Vec<Period> {
    let at = |text: &str| text.parse().unwrap();
    let (from, to) = (at("2025-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
    periods(from, to, ReportInterval::Quarter, &TimeZone::UTC).unwrap()
}

/// A customer through one period: at its start, at its end, and whether it fell to 0 in between.
fn through(life: &Life, period: usize) -> CustomerPeriod {
    let last = |until: usize| life.1[..until].iter().flatten().next_back().copied().unwrap_or(life.0);
    let (start_minor, end_minor) = (last(period), last(period + 1));
    let mut before = start_minor;
    let mut churned = false;
    for &after in &life.1[period] {
        churned |= before > 0 && after == 0;
        before = after;
    }
    CustomerPeriod { start_minor, end_minor, churned }
}

fn turnover(customers: impl Iterator<Item = CustomerPeriod>) -> Turnover {
    customers.fold(Turnover::default(), |mut sum, CustomerPeriod { start_minor, end_minor, churned }| {
        if start_minor > 0 {
            sum.departed += i64::from(end_minor == 0);
            sum.churned += i64::from(churned);
            sum.changed_minor += end_minor - start_minor;
            sum.lost_minor += end_minor.min(start_minor) - start_minor;
        } else {
            sum.arrived += i64::from(end_minor > 0);
            sum.arrived_minor += end_minor;
        }
        sum
    })
}

fn lives() -> impl Strategy<Value = Vec<Life>> {
    let period = prop::collection::vec(0i64..5, 0..4);
    prop::collection::vec((0i64..5, prop::collection::vec(period, PERIODS)), 0..20)
}

proptest! {
    #[test]
    fn chained_cohorts_are_those_of_every_customer(lives in lives()) {
        let before = lives.iter().map(|life| CustomerPeriod { start_minor: 0, end_minor: life.0, churned: false });
        let mut tallies = vec![Tally { turnover: turnover(before), ..Tally::default() }];
        for period in 0..PERIODS {
            let moved = lives.iter().filter(|life| !life.1[period].is_empty());
            let turnover = turnover(moved.map(|life| through(life, period)));
            tallies.push(Tally { period: period + 1, turnover, ..Tally::default() });
        }
        tallies.retain(|tally| tally.turnover != Turnover::default());
        let found = totals(&tallies, &quarters()).unwrap();
        prop_assert_eq!(found.cohorts.len(), PERIODS);
        for (number, period) in quarters().iter().enumerate() {
            let expected = Cohort::of(lives.iter().map(|life| through(life, number))).unwrap();
            prop_assert_eq!(found.cohorts[&period.start], expected, "period {}", number);
        }
    }
}

#[test]
fn sums_keep_period_movement_and_sign() {
    let quarters = quarters();
    let moved = Tally { period: 3, moved: [5, 0, 0, -2, -1], ..Tally::default() };
    let found = totals(&[Tally { moved: [9, 1, 1, -1, -3], ..Tally::default() }, moved], &quarters).unwrap();
    assert_eq!(found.opening_minor, 7);
    let sum = |movement, delta_minor| Sum {
        period_start: quarters[2].start,
        line: Line::Moved(movement),
        delta_minor,
    };
    let expected = [sum(Movement::New, 5), sum(Movement::Contraction, -2), sum(Movement::Churn, -1)];
    assert_eq!(found.sums, expected);
}

#[test]
fn what_leaves_64_bits_is_refused() {
    let moved = [i64::MAX, 1, 0, 0, 0];
    assert!(matches!(totals(&[Tally { moved, ..Tally::default() }], &[]), Err(Fault::TooLarge)));
    let turnover = Turnover { arrived: -1, ..Turnover::default() };
    assert!(matches!(totals(&[Tally { turnover, ..Tally::default() }], &quarters()), Err(Fault::TooLarge)));
}
