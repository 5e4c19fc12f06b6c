//! The identity on random sums, and whole random books recounted customer by customer.

use billing::rules::movement::classify;
use jiff::{SignedDuration, tz::TimeZone};
use proptest::prelude::*;

use super::*;
use crate::rules::{ReportInterval, periods};

const LINES: [Line; 6] = [
    Line::Moved(Movement::New),
    Line::Moved(Movement::Expansion),
    Line::Moved(Movement::Reactivation),
    Line::Moved(Movement::Contraction),
    Line::Moved(Movement::Churn),
    Line::Fx,
];

fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn year(interval: ReportInterval) -> Vec<Period> {
    let end = "2027-01-01T00:00:00Z".parse().unwrap();
    periods(start(), end, interval, &TimeZone::UTC).unwrap()
}

/// Each customer: MRR after each change, and the hours since the one before.
fn customers() -> impl Strategy<Value = Vec<Vec<(i64, i64)>>> {
    prop::collection::vec(prop::collection::vec((0i64..5, 1i64..3_000), 0..12), 0..30)
}

/// One customer's MRR at an instant, read off its history.
fn mrr_at(history: &[(i64, i64)], at: Timestamp) -> i64 {
    let (mut hour, mut mrr) = (0, 0);
    for (after, gap) in history {
        hour += gap;
        if start() + SignedDuration::from_hours(hour) <= at {
            mrr = *after;
        }
    }
    mrr
}

/// One sum a row; adding up is the rule under test.
fn rows(customers: &[Vec<(i64, i64)>], periods: &[Period]) -> Vec<Sum> {
    let mut rows = Vec::new();
    for history in customers {
        let (mut hour, mut mrr, mut paid) = (0, 0, false);
        for &(after, gap) in history {
            hour += gap;
            let at = start() + SignedDuration::from_hours(hour);
            let period = periods.iter().find(|period| period.contains(at));
            if let (Some(period), Some(movement)) = (period, classify(mrr, after, paid)) {
                let line = Line::Moved(movement);
                rows.push(Sum { period_start: period.start, line, delta_minor: after - mrr });
            }
            (mrr, paid) = (after, paid || after > 0);
        }
    }
    rows
}

fn lines(flow: &Flow) -> [i64; 6] {
    [flow.new, flow.expansion, flow.reactivation, flow.contraction, flow.churn, flow.fx]
}

proptest! {
    #[test]
    fn closing_is_opening_and_everything_between(
        opening in -1_000_000i64..1_000_000_000,
        amounts in prop::collection::vec((0usize..12, 0usize..6, 0i64..1_000_000_000, any::<bool>()), 0..60),
    ) {
        let months = year(ReportInterval::Month);
        let mut expected = vec![0i64; 13];
        let mut sums = Vec::new();
        for (month, line, amount, sign) in amounts {
            let negative = matches!(line, 3 | 4) || (line == 5 && sign);
            let delta_minor = if negative { -amount } else { amount };
            expected[month] += delta_minor;
            sums.push(Sum { period_start: months[month].start, line: LINES[line], delta_minor });
        }
        let flows = flows(opening, &months, &sums).unwrap();
        let mut running = opening;
        for (flow, delta) in flows.iter().zip(expected) {
            prop_assert_eq!(flow.opening, running);
            running += delta;
            prop_assert_eq!(flow.closing, running);
            prop_assert_eq!(
                flow.closing,
                flow.opening + flow.new + flow.expansion + flow.reactivation - flow.contraction - flow.churn + flow.fx
            );
            prop_assert!(flow.contraction >= 0 && flow.churn >= 0);
        }
    }

    /// Movements of a random book add up to the MRR that its customers have, at every boundary.
    #[test]
    fn a_random_book_closes_with_what_its_customers_pay(customers in customers(), i in 0usize..3) {
        let interval = [ReportInterval::Week, ReportInterval::Month, ReportInterval::Quarter][i];
        let periods = year(interval);
        let from = periods[0].start;
        let flows = flows(0, &periods, &rows(&customers, &periods)).unwrap();
        prop_assert!(from <= start());
        for (flow, period) in flows.iter().zip(&periods) {
            let before_end = period.end - SignedDuration::from_nanos(1);
            let recounted: i64 = customers.iter().map(|history| mrr_at(history, before_end)).sum();
            prop_assert_eq!(flow.closing, recounted);
        }
    }

    /// Twelve small steps and one jump tell the same year.
    #[test]
    fn months_add_up_to_their_year(customers in customers(), opening in 0i64..1_000) {
        let (months, years) = (year(ReportInterval::Month), year(ReportInterval::Year));
        let stepwise = flows(opening, &months, &rows(&customers, &months)).unwrap();
        let jump = flows(opening, &years, &rows(&customers, &years)).unwrap();
        prop_assert_eq!((stepwise.len(), jump.len()), (12, 1));
        prop_assert_eq!(stepwise[11].closing, jump[0].closing);
        let mut added = [0; 6];
        for flow in &stepwise {
            for (total, part) in added.iter_mut().zip(lines(flow)) {
                *total += part;
            }
        }
        prop_assert_eq!(added, lines(&jump[0]));
    }
}

#[test]
fn a_wrong_row_stops_the_report() {
    let months = year(ReportInterval::Month);
    let sum = |line, delta_minor| Sum { period_start: start(), line, delta_minor };
    for line in LINES {
        let gain = !matches!(line, Line::Moved(Movement::Contraction | Movement::Churn));
        let wrong = flows(0, &months, &[sum(line, if gain { -1 } else { 1 })]);
        match line {
            Line::Fx => assert_eq!(wrong.unwrap()[0].closing, -1),
            Line::Moved(of) => {
                assert!(matches!(wrong, Err(Fault::WrongSign { movement, .. }) if movement == of));
            }
        }
    }
    let stray = Sum { period_start: start() + SignedDuration::from_secs(1), ..sum(Line::Fx, 1) };
    assert!(matches!(flows(0, &months, &[stray]), Err(Fault::UnknownPeriod { .. })));
    let huge = sum(Line::Moved(Movement::New), i64::MAX);
    assert!(matches!(flows(1, &months, &[huge]), Err(Fault::TooLarge)));
    assert!(matches!(flows(0, &months, &[huge, huge]), Err(Fault::TooLarge)));
    let lost = sum(Line::Moved(Movement::Churn), i64::MIN);
    assert!(matches!(flows(0, &months, &[lost]), Err(Fault::TooLarge)));
}
