//! The wire shape, zero denominators, disagreement between customers and ledger, and every rate
//! recounted from random customers.

use billing::rules::Movement;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::rules::{CustomerPeriod, Line, periods};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn book(interval: ReportInterval, opening_minor: i64, sums: &[(Line, i64)]) -> Book {
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
    let sum = |&(line, delta_minor): &(Line, i64)| Sum { period_start: from, line, delta_minor };
    Book {
        as_of: to,
        currency: Currency::USD,
        interval,
        time_zone: "UTC".into(),
        gross_margin_bp: metric::WHOLE_MARGIN_BP,
        opening_minor,
        periods: periods(from, to, interval, &TimeZone::UTC).unwrap(),
        sums: sums.iter().map(sum).collect(),
        left_out: vec![LeftOut { currency: "EUR".into(), rows: 3 }],
        cohorts: BTreeMap::new(),
    }
}

fn counted(mut book: Book, cohort: Cohort) -> Book {
    book.cohorts.insert(book.periods[0].start, cohort);
    book
}

#[test]
fn the_wire_shape_is_fixed() {
    let cohort = Cohort {
        customers_start: 4,
        customers_churned: 1,
        customers_end: 5,
        start_mrr_minor: 10_000,
        end_mrr_minor: 8_500,
        kept_mrr_minor: 8_000,
    };
    let sums = [
        (Line::Moved(Movement::New), 999),
        (Line::Moved(Movement::Churn), -1_000),
        (Line::Moved(Movement::Contraction), -1_000),
        (Line::Moved(Movement::Expansion), 500),
        (Line::Moved(Movement::Reactivation), 100),
        (Line::Fx, -1),
    ];
    let book = counted(book(ReportInterval::Month, 10_000, &sums), cohort);
    let mut answer = serde_json::to_value(report(&book).unwrap()).unwrap();
    let definitions = answer.as_object_mut().unwrap().remove("definitions").unwrap();
    let usd = |minor: i64| serde_json::json!({"amount_minor": minor, "currency": "USD"});
    let amount = |minor: i64| serde_json::json!({"value": usd(minor), "reason": null});
    let rate = |value: f64, numerator: i64, denominator: i64| {
        serde_json::json!({
            "value": value, "numerator": numerator, "denominator": denominator, "reason": null
        })
    };
    assert_eq!(
        answer,
        serde_json::json!({
            "as_of": "2026-02-01T00:00:00Z", "currency": "USD", "interval": "month", "time_zone": "UTC",
            "gross_margin_bp": 10_000, "left_out": [{"currency": "EUR", "rows": 3}],
            "periods": [{
                "period_start": "2026-01-01T00:00:00Z", "period_end": "2026-02-01T00:00:00Z", "complete": true,
                "opening": usd(10_000), "new": usd(999), "expansion": usd(500), "reactivation": usd(100),
                "contraction": usd(1_000), "churn": usd(1_000), "fx": usd(-1), "closing": usd(9_598),
                "arr": amount(115_176), "arpa": amount(1_920), // 1,919.6
                "gross_churn_rate": rate(0.2, 2_000, 10_000),
                "net_churn_rate": rate(0.14, 1_400, 10_000),
                "quick_ratio": rate(0.7995, 1_599, 2_000),
                "logo_churn_rate": rate(0.25, 1, 4),
                "grr": rate(0.8, 8_000, 10_000), "nrr": rate(0.85, 8_500, 10_000),
                "ltv": amount(7_678),
                "customers": {
                    "customers_start": 4, "customers_churned": 1, "customers_end": 5,
                    "start_mrr_minor": 10_000, "end_mrr_minor": 8_500, "kept_mrr_minor": 8_000
                }
            }]
        })
    );
    for definition in definitions.as_array().unwrap() {
        let metric = definition["metric"].as_str().unwrap();
        assert!(answer["periods"][0].get(metric).is_some(), "{metric} is defined but not shown");
    }
    let not_figures = ["period_start", "period_end", "complete", "customers"];
    assert_eq!(answer["periods"][0].as_object().unwrap().len(), DEFINITIONS.len() + not_figures.len());
}

#[test]
fn nothing_over_nothing_is_null_with_its_reason() {
    let empty = report(&counted(book(ReportInterval::Month, 0, &[]), Cohort::default())).unwrap();
    let period = &empty.periods[0];
    let rates = [
        (period.gross_churn_rate, Missing::NoMrrAtStart),
        (period.net_churn_rate, Missing::NoMrrAtStart),
        (period.quick_ratio, Missing::NothingLost),
        (period.logo_churn_rate, Missing::NoCustomersAtStart),
        (period.grr, Missing::NoMrrAtStart),
        (period.nrr, Missing::NoMrrAtStart),
    ];
    for (rate, reason) in rates {
        assert_eq!((rate.value, rate.reason), (None, Some(reason)));
    }
    assert_eq!(period.arpa, Amount::missing(Missing::NoCustomersAtEnd));
    assert_eq!(period.ltv, Amount::missing(Missing::NoCustomersAtEnd));
    assert_eq!(period.arr, Amount::of(Money::new(0, Currency::USD)));
}

#[test]
fn what_cannot_be_said_is_not_said() {
    let uncounted = report(&book(ReportInterval::Month, 500, &[])).unwrap();
    assert_eq!(uncounted.periods[0].grr.reason, Some(Missing::CustomersNotCounted));
    assert_eq!(uncounted.periods[0].arpa.reason, Some(Missing::CustomersNotCounted));
    assert_eq!(uncounted.periods[0].ltv.reason, Some(Missing::CustomersNotCounted));

    let one = Cohort {
        customers_start: 1,
        customers_end: 1,
        start_mrr_minor: 500,
        end_mrr_minor: 500,
        kept_mrr_minor: 500,
        ..Cohort::default()
    };
    let loyal = report(&counted(book(ReportInterval::Month, 500, &[]), one)).unwrap();
    assert_eq!(loyal.periods[0].ltv.reason, Some(Missing::NobodyChurned));
    let yearly = report(&counted(book(ReportInterval::Year, 500, &[]), one)).unwrap();
    assert_eq!(yearly.periods[0].ltv.reason, Some(Missing::MonthlyOnly));
    assert!(!yearly.periods[0].complete);

    let largest = report(&book(ReportInterval::Month, i64::MAX, &[])).unwrap();
    assert_eq!(largest.periods[0].arr.reason, Some(Missing::TooLarge));
}

#[test]
fn customers_and_ledger_must_agree() {
    let one = Cohort { customers_start: 1, start_mrr_minor: 499, ..Cohort::default() };
    let off = report(&counted(book(ReportInterval::Month, 500, &[]), one));
    assert!(matches!(off, Err(Fault::CohortMismatch { customers_minor: 499, opening_minor: 500, .. })));
    let mut stray = book(ReportInterval::Month, 0, &[]);
    stray.cohorts.insert(at("2026-03-01T00:00:00Z"), Cohort::default());
    assert!(matches!(report(&stray), Err(Fault::UnknownPeriod { .. })));
}

proptest! {
    /// Each customer moves once at most, so lines and cohort can be told from start and end alone.
    #[test]
    fn rates_are_those_of_the_customers(customers in prop::collection::vec((0i64..50, 0i64..50), 0..30)) {
        let moved = |name: Movement| {
            let part = customers.iter().filter(|(start, end)| match name {
                Movement::New => *start == 0 && *end > 0,
                Movement::Expansion => *start > 0 && end > start,
                Movement::Contraction => *end > 0 && end < start,
                Movement::Churn => *start > 0 && *end == 0,
                Movement::Reactivation => false,
            });
            (Line::Moved(name), part.map(|(start, end)| end - start).sum::<i64>())
        };
        let sums: Vec<_> = Movement::ALL.iter().map(|name| moved(*name)).collect();
        let opening: i64 = customers.iter().map(|(start, _)| start).sum();
        let cohort = Cohort::of(customers.iter().map(|&(start_minor, end_minor)| CustomerPeriod {
            start_minor, end_minor, churned: start_minor > 0 && end_minor == 0,
        })).unwrap();
        let answer = report(&counted(book(ReportInterval::Month, opening, &sums), cohort)).unwrap();
        let period = &answer.periods[0];
        prop_assert_eq!(period.closing.amount_minor, customers.iter().map(|(_, end)| end).sum::<i64>());

        let payers: Vec<_> = customers.iter().filter(|(start, _)| *start > 0).collect();
        if payers.is_empty() {
            prop_assert_eq!(period.nrr.value, None);
        } else {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let over = |part: i64| part as f64 / opening as f64;
            let close = |rate: &Rate, value: f64| rate.value.is_some_and(|found| (found - value).abs() < 1e-6);
            let end: i64 = payers.iter().map(|(_, end)| end).sum();
            let kept: i64 = payers.iter().map(|(start, end)| start.min(end)).sum();
            prop_assert!(close(&period.nrr, over(end)) && close(&period.grr, over(kept)));
            prop_assert!(close(&period.gross_churn_rate, 1.0 - over(kept)), "lost is what was not kept");
            prop_assert!(close(&period.net_churn_rate, 1.0 - over(end)), "nobody came back");
        }
    }
}
