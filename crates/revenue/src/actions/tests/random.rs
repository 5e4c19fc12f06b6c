//! Random books, against a recomputation that reads the definitions and walks every customer through every period.
//!
//! It finds its own boundaries on the calendar, names movements itself and adds up balances, not changes.

use jiff::{SignedDuration, Span, Timestamp, Zoned, civil::Date};
use kernel::{Currency, Period};
use proptest::{prelude::*, test_runner::TestRunner};

use super::books::{add, ledger, reporting};
use crate::{
    actions,
    rules::{Edge, PeriodReport, Range, ReportInterval, metric::WHOLE_MARGIN_BP},
};

/// From when on a customer pays how much a month, and in which currency.
type Payments = Vec<(Timestamp, i64, Currency)>;

const ZONES: [&str; 4] = ["UTC", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia"];
const CURRENCIES: [Currency; 2] = [Currency::USD, Currency::EUR];

/// Customers who may come, change, leave and come back, some of them after the present; who pays keeps the currency.
fn customer() -> impl Strategy<Value = Payments> {
    let step = (0i64..10_000_000, prop_oneof![2 => Just(0i64), 3 => 1i64..2_000], 0usize..6);
    (1_700_000_000i64..1_768_000_000, prop::collection::vec(step, 1..7)).prop_map(|(start, steps)| {
        let (mut second, mut last) = (start, (0, Currency::USD));
        let payment = |(gap, minor, currency): (i64, i64, usize)| {
            second += gap + 1;
            let currency = if last.0 > 0 { last.1 } else { CURRENCIES[usize::from(currency == 0)] };
            last = (minor, currency);
            (Timestamp::from_second(second).unwrap(), minor, currency)
        };
        // Two rows without a change between them are no movement: billing would not write the second.
        let mut payments: Payments = steps.into_iter().map(payment).collect();
        payments.dedup_by_key(|payment| payment.1);
        payments
    })
}

/// The boundaries from the one at or before `from` to the one at or after `to`, found by walking days.
fn boundaries(from: Date, to: Date, interval: ReportInterval, zone: &jiff::tz::TimeZone) -> Vec<Timestamp> {
    let begins = |date: Date| match interval {
        ReportInterval::Day => true,
        ReportInterval::Week => date.weekday() == jiff::civil::Weekday::Monday,
        ReportInterval::Month => date.day() == 1,
        ReportInterval::Quarter => date.day() == 1 && date.month() % 3 == 1,
        ReportInterval::Year => date.day() == 1 && date.month() == 1,
    };
    let mut date = from;
    while !begins(date) {
        date = date.yesterday().unwrap();
    }
    let mut found = vec![midnight(date, zone)];
    while date < to || !begins(date) {
        date = date.tomorrow().unwrap();
        if begins(date) {
            found.push(midnight(date, zone));
        }
    }
    found
}

fn midnight(date: Date, zone: &jiff::tz::TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).unwrap().start_of_day().unwrap().timestamp()
}

/// What is paid at the last instant before `at`, in `currency`.
fn balance(payments: &Payments, at: Timestamp, currency: Currency) -> i64 {
    let held = payments.iter().take_while(|payment| payment.0 < at).last();
    held.filter(|payment| payment.2 == currency).map_or(0, |payment| payment.1)
}

/// new, expansion, reactivation, contraction, churn within `[start, end)`, and whether there was a churn.
fn moved(payments: &Payments, period: Period, currency: Currency) -> ([i64; 5], bool) {
    let (mut sums, mut before, mut ever, mut churned) = ([0; 5], 0, false, false);
    for &(at, after, paid_in) in payments {
        let kind = match (before, after) {
            (0, 0) => None,
            (0, _) if ever => Some(2),
            (0, _) => Some(0),
            (_, 0) => Some(4),
            _ if after > before => Some(1),
            _ => Some(3),
        };
        if let Some(kind) = kind.filter(|_| period.contains(at) && paid_in == currency) {
            sums[kind] += i64::abs(after - before);
            churned |= kind == 4;
        }
        (before, ever) = (after, ever || after > 0);
    }
    (sums, churned)
}

/// A period of the report against the customers themselves.
fn compare(found: &PeriodReport, book: &[Payments], period: Period, seen: Timestamp, currency: Currency) {
    let at = |instant: Timestamp| book.iter().map(move |life| balance(life, instant.min(seen), currency));
    let known = Period { start: period.start, end: period.end.min(seen) };
    let moves: Vec<_> = book.iter().map(|life| moved(life, known, currency)).collect();
    let sum = |kind: usize| moves.iter().map(|(sums, _)| sums[kind]).sum::<i64>();
    let PeriodReport { opening, new, expansion, reactivation, contraction, churn, closing, .. } = found;
    let told = [opening, new, expansion, reactivation, contraction, churn, closing].map(|m| m.amount_minor);
    let (start, end) = (at(period.start).sum::<i64>(), at(period.end).sum::<i64>());
    assert_eq!(told, [start, sum(0), sum(1), sum(2), sum(3), sum(4), end]);
    assert_eq!(start + sum(0) + sum(1) + sum(2) - sum(3) - sum(4), end, "the identity");
    assert_eq!((found.fx.amount_minor, found.period_start, found.period_end), (0, period.start, period.end));

    let pairs: Vec<(i64, i64)> = at(period.start).zip(at(period.end)).collect();
    let payers = || pairs.iter().filter(|(start, _)| *start > 0);
    let count = |number: usize| i64::try_from(number).unwrap();
    let left = moves.iter().zip(&pairs).filter(|((_, churned), (start, _))| *churned && *start > 0).count();
    let customers = found.customers.unwrap();
    assert_eq!(i64::from(customers.customers_start), count(payers().count()));
    assert_eq!(i64::from(customers.customers_end), count(pairs.iter().filter(|(_, end)| *end > 0).count()));
    assert_eq!(found.logo_churn_rate.numerator, if payers().count() > 0 { count(left) } else { 0 });
    assert_eq!(found.nrr.numerator, payers().map(|(_, end)| end).sum::<i64>());
    assert_eq!(found.grr.numerator, payers().map(|(start, end)| start.min(end)).sum::<i64>());
    assert_eq!(found.grr.denominator, start);
}

async fn check(
    book: Vec<Payments>,
    zone: &str,
    interval: ReportInterval,
    days: (i64, i64),
    currency: Currency,
) {
    let mut unit = testkit::unit().await;
    for payments in &book {
        add(&mut unit, &ledger(payments)).await;
    }
    let reporting = reporting(zone);
    let today = Zoned::new(unit.now(), reporting.zone.clone()).date();
    let to = today.checked_sub(Span::new().days(days.0)).unwrap();
    let from = to.checked_sub(Span::new().days(days.1 + 1)).unwrap();
    let range = Range { from: Some(Edge::Day(from)), to: Some(Edge::Day(to)), interval: Some(interval) };
    let report = actions::revenue::run(&mut unit, &reporting, &range, Some(currency)).await.unwrap();

    let bounds = boundaries(from, to, interval, &reporting.zone);
    let seen = unit.now() + SignedDuration::from_micros(1);
    assert_eq!((report.periods.len(), report.gross_margin_bp), (bounds.len() - 1, WHOLE_MARGIN_BP));
    for (found, pair) in report.periods.iter().zip(bounds.windows(2)) {
        compare(found, &book, Period { start: pair[0], end: pair[1] }, seen, currency);
    }
    let until = seen.min(bounds[bounds.len() - 1]);
    let others = book.iter().flatten().filter(|(at, _, paid_in)| *at < until && *paid_in != currency).count();
    let left_out: i64 = report.left_out.iter().map(|left| left.rows).sum();
    // A ledger may open with a row that pays nothing; that is no movement.
    let idle =
        book.iter().filter(|life| life[0].1 == 0 && life[0].0 < until && life[0].2 != currency).count();
    assert_eq!(usize::try_from(left_out).unwrap(), others - idle);
}

#[test]
fn random_books_add_up_to_the_minor_unit() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let intervals = [
        ReportInterval::Day,
        ReportInterval::Week,
        ReportInterval::Month,
        ReportInterval::Quarter,
        ReportInterval::Year,
    ];
    let books = (
        prop::collection::vec(customer(), 0..12),
        prop::sample::select(&ZONES[..]),
        prop::sample::select(intervals.to_vec()),
        (0i64..400, 0i64..700),
        prop::sample::select(&CURRENCIES[..]),
    );
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() });
    runner
        .run(&books, |(book, zone, interval, days, currency)| {
            runtime.block_on(check(book, zone, interval, days, currency));
            Ok(())
        })
        .unwrap();
}
