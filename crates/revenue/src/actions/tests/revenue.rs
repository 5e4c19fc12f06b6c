//! Borders, currencies, tenants, and ledgers that do not add up.

use billing::rules::Movement;
use data::{Actor, Scope};
use jiff::SignedDuration;
use kernel::{Currency, Money};

use super::books::{add, at, dollars, ledger, reporting};
use crate::{
    Error, Result, actions, reads,
    rules::{Edge, Fault, LeftOut, Missing, PeriodReport, Range, Report, ReportInterval},
};

fn range(from: &str, to: &str) -> Range {
    let edge = |text: &str| Some(Edge::try_from(text.to_owned()).unwrap());
    Range { from: edge(from), to: edge(to), interval: None }
}

async fn ask(unit: &mut data::Unit, zone: &str, range: Range) -> Result<Report> {
    actions::revenue::run(unit, &reporting(zone), &range, None).await
}

/// Opening, the five movements, and closing, in minor units.
fn line(period: &PeriodReport) -> [i64; 7] {
    let PeriodReport { opening, new, expansion, reactivation, contraction, churn, closing, .. } = period;
    [opening, new, expansion, reactivation, contraction, churn, closing].map(|money| money.amount_minor)
}

#[tokio::test]
async fn a_story_is_told_month_by_month() {
    let mut unit = testkit::unit().await;
    // Grows, shrinks, leaves, comes back.
    let restless = [
        ("2025-08-03T10:00:00Z", 1_000),
        ("2025-09-01T00:00:00Z", 1_500),
        ("2025-10-31T23:59:59.999999Z", 900),
        ("2025-11-02T00:00:00Z", 0),
        ("2025-12-24T18:00:00Z", 2_000),
    ];
    add(&mut unit, &dollars(&restless)).await;
    // Came before the range and stays.
    add(&mut unit, &dollars(&[("2023-01-01T00:00:00Z", 300)])).await;
    let report = ask(&mut unit, "UTC", range("2025-08-01", "2026-01-01")).await.unwrap();
    let lines: Vec<_> = report.periods.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            [300, 1_000, 0, 0, 0, 0, 1_300],
            [1_300, 0, 500, 0, 0, 0, 1_800],
            [1_800, 0, 0, 0, 600, 0, 1_200],
            [1_200, 0, 0, 0, 0, 900, 300],
            [300, 0, 0, 2_000, 0, 0, 2_300],
        ]
    );
    let november = &report.periods[3];
    assert_eq!(november.gross_churn_rate.value, Some(0.75));
    assert_eq!((november.logo_churn_rate.value, november.grr.value), (Some(0.5), Some(0.25)));
    assert_eq!(november.customers.unwrap().customers_end, 1);
    assert_eq!(report.periods[4].arpa.value, Some(Money::new(1_150, Currency::USD)));
    assert_eq!(report.periods[4].arr.value, Some(Money::new(27_600, Currency::USD)));
    assert_eq!((report.as_of, report.currency), (testkit::START, Currency::USD));
    assert_eq!((report.time_zone.as_str(), report.interval), ("UTC", ReportInterval::Month));
    assert!(report.definitions.iter().any(|known| known.metric == "churn"));
}

/// Half past eleven in the evening of the last of November in New York is December in Greenwich.
#[tokio::test]
async fn a_month_ends_at_midnight_of_the_reporting_zone() {
    for (zone, months) in [("America/New_York", [500, 0]), ("UTC", [0, 500]), ("Asia/Tokyo", [0, 500])] {
        let mut unit = testkit::unit().await;
        add(&mut unit, &dollars(&[("2025-11-30T23:30:00-05:00", 500)])).await;
        let report = ask(&mut unit, zone, range("2025-11-15", "2025-12-15")).await.unwrap();
        let new: Vec<_> = report.periods.iter().map(|period| period.new.amount_minor).collect();
        assert_eq!(new, months, "{zone}");
        assert_eq!(report.time_zone, zone);
    }
}

#[tokio::test]
async fn a_movement_on_the_border_belongs_to_the_later_period() {
    let mut unit = testkit::unit().await;
    add(&mut unit, &dollars(&[("2025-11-30T23:59:59.999999Z", 1)])).await;
    add(&mut unit, &dollars(&[("2025-12-01T00:00:00Z", 10)])).await;
    add(&mut unit, &dollars(&[("2026-01-01T00:00:00Z", 100)])).await;
    let report = ask(&mut unit, "UTC", range("2025-12-01", "2026-01-01")).await.unwrap();
    assert_eq!(report.periods.iter().map(line).collect::<Vec<_>>(), [[1, 10, 0, 0, 0, 0, 11]]);
}

/// What takes effect at this very instant is told, what takes effect after it is not.
#[tokio::test]
async fn the_future_is_not_told() {
    let mut unit = testkit::unit().await;
    let now = testkit::START;
    let later = now + SignedDuration::from_micros(1);
    add(&mut unit, &ledger(&[(now, 7, Currency::USD), (later, 0, Currency::USD)])).await;
    let report = ask(&mut unit, "UTC", Range::default()).await.unwrap();
    assert_eq!(report.periods.len(), 12);
    let january = &report.periods[11];
    assert_eq!((line(january), january.complete), ([0, 7, 0, 0, 0, 0, 7], false));
    assert_eq!(reads::mrr(&mut unit, Currency::USD, now).await.unwrap().now.amount_minor, 7);
}

#[tokio::test]
async fn another_currency_is_counted_and_never_mixed_in() {
    let mut unit = testkit::unit().await;
    add(&mut unit, &dollars(&[("2025-12-03T00:00:00Z", 1_000)])).await;
    let (came, left) = (at("2025-12-04T00:00:00Z"), at("2025-12-20T00:00:00Z"));
    let moved = [
        (came, 500, Currency::EUR),
        (left, 0, Currency::EUR),
        (at("2026-01-02T00:00:00Z"), 40, Currency::JPY),
    ];
    add(&mut unit, &ledger(&moved)).await;
    let december = range("2025-12-01", "2026-01-01");
    let left_out = |currency: &str, rows| LeftOut { currency: currency.into(), rows };

    let dollars = ask(&mut unit, "UTC", december).await.unwrap();
    assert_eq!(line(&dollars.periods[0]), [0, 1_000, 0, 0, 0, 0, 1_000]);
    assert_eq!(dollars.left_out, [left_out("EUR", 2)]);

    let (utc, euro) = (reporting("UTC"), Some(Currency::EUR));
    let euros = actions::revenue::run(&mut unit, &utc, &december, euro).await.unwrap();
    assert_eq!(line(&euros.periods[0]), [0, 500, 0, 0, 0, 500, 0]);
    assert_eq!(euros.periods[0].closing.currency, Currency::EUR);
    assert_eq!(euros.left_out, [left_out("USD", 1)]);

    let mrr = reads::mrr(&mut unit, Currency::USD, at("2025-12-03T00:00:00Z")).await.unwrap();
    assert_eq!((mrr.now.amount_minor, mrr.before.amount_minor), (1_000, 0));
    assert_eq!(mrr.left_out, [left_out("EUR", 2), left_out("JPY", 1)]);
}

#[tokio::test]
async fn an_empty_book_has_zeros_and_reasons() {
    let mut unit = testkit::unit().await;
    let report = ask(&mut unit, "UTC", Range::default()).await.unwrap();
    for period in &report.periods {
        assert_eq!(line(period), [0; 7]);
        assert_eq!(period.nrr.reason, Some(Missing::NoMrrAtStart));
        assert_eq!(period.arpa.reason, Some(Missing::NoCustomersAtEnd));
    }
    assert_eq!(report.left_out, []);
    let mrr = reads::mrr(&mut unit, Currency::EUR, testkit::START).await.unwrap();
    assert_eq!((mrr.now, mrr.before), (Money::new(0, Currency::EUR), Money::new(0, Currency::EUR)));
}

#[tokio::test]
async fn a_tenant_sees_its_own_ledger_only() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(testkit::START));
    let other = Scope { tenant: test.add_tenant("other").await, ..test.scope(Actor::Operator) };
    let mut theirs = database.unit(other.clone()).await.unwrap();
    add(&mut theirs, &dollars(&[("2025-12-03T00:00:00Z", 999)])).await;
    theirs.commit(()).await.unwrap();

    let mut ours = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let report = ask(&mut ours, "UTC", Range::default()).await.unwrap();
    assert!(report.periods.iter().all(|period| line(period) == [0; 7]));
    assert_eq!(report.left_out, []);
    assert_eq!(reads::mrr(&mut ours, Currency::USD, testkit::START).await.unwrap().now.amount_minor, 0);
    assert_eq!(reads::subscriptions(&mut ours).await.unwrap().total, 0);
    let flows = actions::subscriptions::run(&mut ours, &reporting("UTC"), &Range::default()).await.unwrap();
    assert!(flows.periods.iter().all(|period| period.flows.is_empty()));
    drop(ours);

    let mut theirs = database.unit(other).await.unwrap();
    let report = ask(&mut theirs, "UTC", Range::default()).await.unwrap();
    assert_eq!(report.periods[11].opening.amount_minor, 999);
}

/// A wrong number is worse than none.
#[tokio::test]
async fn a_ledger_that_does_not_add_up_makes_no_report() {
    let spoiled = |movement: Movement| {
        let mut rows = dollars(&[("2025-12-03T00:00:00Z", 999)]);
        rows[0].movement = Some(movement);
        rows
    };
    let mut unit = testkit::unit().await;
    add(&mut unit, &spoiled(Movement::Churn)).await;
    let december = range("2025-12-01", "2026-01-01");
    let wrong = ask(&mut unit, "UTC", december).await;
    assert!(matches!(wrong, Err(Error::Report(Fault::WrongSign { delta_minor: 999, .. }))));

    // A loss of somebody who paid nothing: movements say -5, customers say that nobody pays.
    let mut unit = testkit::unit().await;
    let mut rows = dollars(&[("2025-11-03T00:00:00Z", 5)]);
    rows[0].delta_minor = -5;
    rows[0].movement = Some(Movement::Churn);
    add(&mut unit, &rows).await;
    add(&mut unit, &dollars(&[("2025-11-03T00:00:00Z", 5)])).await;
    let wrong = ask(&mut unit, "UTC", december).await;
    assert!(matches!(wrong, Err(Error::Report(Fault::CohortMismatch { .. }))), "{wrong:?}");
}

#[tokio::test]
async fn a_bad_range_is_refused_before_anything_is_read() {
    let mut unit = testkit::unit().await;
    let day = Some(ReportInterval::Day);
    let long = Range { interval: day, ..range("2020-01-01", "2026-01-01") };
    let refused = ask(&mut unit, "UTC", long).await;
    assert!(matches!(refused, Err(Error::Report(Fault::TooManyPeriods { most: 1_100 }))));
    let refused = ask(&mut unit, "UTC", range("2026-01-01", "2026-01-01")).await;
    assert!(matches!(refused, Err(Error::Report(Fault::EmptyRange))));
    let refused = ask(&mut unit, "UTC", range("2026-02-01", "2026-03-01")).await;
    assert!(matches!(refused, Err(Error::Report(Fault::NotYet))));
}
