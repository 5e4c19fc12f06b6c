//! The ledger against its rules: whatever is asked in whatever order, the row is the fold.

use std::{sync::Arc, time::Duration};

use data::Unit;
use futures_util::future::join_all;
use kernel::UserId;

use crate::{
    Error,
    actions::{cancel, claim, lapse, resume, start_trial, subscribe, subscribe::Purchase},
    bench::{Bench, buys, customer_in, instant},
    reads,
    rules::{Interval, Meter, State, When, fold},
    store,
};

/// A small generator, so that a failure can be run again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn one_step(unit: &mut Unit, user: UserId, dice: u64) -> Result<(), Error> {
    match dice {
        0 => start_trial::run(unit, user).await.map(drop),
        1 | 2 => buys(unit, user, Interval::Month).await.map(drop),
        3 => buys(unit, user, Interval::Year).await.map(drop),
        4 => cancel::run(unit, user, When::Now, None).await.map(drop),
        5 | 6 => cancel::run(unit, user, When::PeriodEnd, Some("enough")).await.map(drop),
        7 => resume::run(unit, user).await.map(drop),
        8 => lapse::run(unit, user).await,
        _ => claim::run(unit, user, Meter::WhatsappMessages, 1).await.map(drop),
    }
}

/// Twelve customers, fifty random steps each, days apart; a third of the units is rolled back.
#[tokio::test]
async fn the_fold_of_the_ledger_is_the_row() {
    let bench = Bench::at("2026-01-31T07:30:00Z").await;
    let zones = ["UTC", "Europe/Amsterdam", "America/New_York", "Pacific/Chatham"];
    let mut users = Vec::new();
    for n in 0..12 {
        users.push(bench.customer(zones[n % zones.len()]).await);
    }
    let mut dice = Dice(20_260_131);
    let (mut written, mut refused) = (0, 0);
    for _ in 0..50 {
        bench.hours_pass(i64::try_from(dice.roll(24 * 9)).unwrap());
        for user in &users {
            let mut unit = bench.unit().await;
            let outcome = one_step(&mut unit, *user, dice.roll(10)).await;
            match outcome {
                Ok(()) if dice.roll(3) > 0 => {
                    unit.commit(()).await.unwrap();
                    written += 1;
                }
                Ok(()) | Err(Error::Illegal(_) | Error::TrialUsed | Error::LimitReached(_)) => refused += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
    }
    assert!(written > 100 && refused > 100, "{written} written, {refused} refused");
    let mut unit = bench.unit().await;
    let mut mrr = 0;
    for user in &users {
        let rows = store::tests::ledger(&mut unit, *user).await;
        let held = store::subscriptions::find(&mut unit, *user).await.unwrap().unwrap();
        assert_eq!(fold(&rows).unwrap().unwrap(), held.subscription);
        assert_eq!(rows.len(), held.sequence as usize);
        mrr += held.subscription.mrr_minor;
    }
    assert_eq!(store::tests::mrr(&mut unit).await, mrr, "the sum of all changes is the sum of what holds");
    for user in &users {
        lapse::run(&mut unit, *user).await.unwrap();
    }
    let counted: u64 = reads::plan_counts(&mut unit).await.unwrap().iter().map(|one| one.customers).sum();
    assert_eq!(counted, 12);
}

/// Twenty purchases of one customer at once: one is made, the others see it.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_twenty_purchases_is_made() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 20).await);
    let user = bench.customer("UTC").await;
    let purchases = (0..20).map(|n| {
        let bench = bench.clone();
        let interval = if n % 2 == 0 { Interval::Month } else { Interval::Year };
        tokio::spawn(async move { bench.buys(user, interval).await })
    });
    let outcomes: Vec<_> = join_all(purchases).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Error::Illegal(illegal) if illegal.from == State::Active));
    }
    assert_eq!(store::tests::ledger(&mut bench.unit().await, user).await.len(), 2);
}

#[tokio::test]
async fn the_second_change_is_decided_on_what_the_first_has_left() {
    let bench = Arc::new(Bench::at("2026-01-15T12:00:00Z").await);
    let user = bench.customer("UTC").await;
    let mut first = bench.unit().await;
    buys(&mut first, user, Interval::Month).await.unwrap();
    let waiting = bench.clone();
    let second = tokio::spawn(async move { waiting.buys(user, Interval::Year).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "it waits for the first");
    first.commit(()).await.unwrap();
    assert!(matches!(second.await.unwrap(), Err(Error::Illegal(illegal)) if illegal.from == State::Active));
}

#[tokio::test]
async fn what_is_not_sold_names_the_field() {
    let mut unit = testkit::unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    for (plan, interval, currency, wrong) in [
        ("gold", Interval::Month, None, "plan"),
        ("free", Interval::Month, None, "plan"),
        ("trial", Interval::Month, None, "plan"),
        ("premium", Interval::Week, None, "interval"),
        ("premium", Interval::Month, Some(kernel::Currency::EUR), "currency"),
    ] {
        let purchase = Purchase { plan: plan.into(), interval, currency };
        let refused = subscribe::run(&mut unit, user, purchase).await.unwrap_err();
        assert!(matches!(refused, Error::NotSold { field } if field == wrong), "{plan} {interval}");
    }
}

#[tokio::test]
async fn customers_are_counted_by_plan_state_and_interval() {
    let mut unit = testkit::unit_at(instant("2026-01-15T12:00:00Z")).await;
    let mut users = Vec::new();
    for _ in 0..6 {
        users.push(customer_in(&mut unit, "UTC").await);
    }
    buys(&mut unit, users[0], Interval::Month).await.unwrap();
    buys(&mut unit, users[1], Interval::Year).await.unwrap();
    buys(&mut unit, users[2], Interval::Year).await.unwrap();
    start_trial::run(&mut unit, users[3]).await.unwrap();
    buys(&mut unit, users[4], Interval::Month).await.unwrap();
    cancel::run(&mut unit, users[4], When::Now, None).await.unwrap();
    let counts = reads::plan_counts(&mut unit).await.unwrap();
    let told: Vec<_> =
        counts.iter().map(|one| (one.plan.as_str(), one.state, one.interval, one.customers)).collect();
    assert_eq!(
        told,
        [
            ("free", State::Free, None, 1),
            ("free", State::Canceled, None, 1),
            ("premium", State::Active, Some(Interval::Month), 1),
            ("premium", State::Active, Some(Interval::Year), 2),
            ("trial", State::Trialing, None, 1),
        ]
    );
    assert_eq!(store::tests::mrr(&mut unit).await, 999 + 2 * 833);
}
