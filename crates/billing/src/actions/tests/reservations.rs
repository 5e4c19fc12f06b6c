//! A reservation ends once, and counts where it was made.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::SignedDuration;

use crate::{
    Error,
    actions::{lapse, release, reserve, settle, sweep, usage},
    bench::{Bench, customer_in},
    rules::{Counter, Meter},
};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn set_aside_settled_and_given_back() {
    let mut unit = testkit::unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    let one = reserve::run(&mut unit, user, Meter::Charts, 2, MINUTE).await.unwrap();
    assert_eq!(one.usage.counter, Counter { used: 0, reserved: 2 });
    assert_eq!(one.expires_at, testkit::START + MINUTE);
    let full = reserve::run(&mut unit, user, Meter::Charts, 2, MINUTE).await;
    assert!(matches!(full, Err(Error::LimitReached(over)) if over.used == 2));
    let two = reserve::run(&mut unit, user, Meter::Charts, 1, MINUTE).await.unwrap();
    assert_eq!(settle::run(&mut unit, one.id, 1).await.unwrap(), Counter { used: 1, reserved: 1 });
    assert_eq!(release::run(&mut unit, two.id).await.unwrap(), Counter { used: 1, reserved: 0 });
    for id in [one.id, two.id] {
        assert!(matches!(settle::run(&mut unit, id, 0).await, Err(Error::ReservationEnded)));
        assert!(matches!(release::run(&mut unit, id).await, Err(Error::ReservationEnded)));
    }
}

#[tokio::test]
async fn no_more_is_settled_than_was_set_aside() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let user = bench.customer("UTC").await;
    let mut unit = bench.unit().await;
    let reserved = reserve::run(&mut unit, user, Meter::Charts, 1, MINUTE).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut unit = bench.unit().await;
    assert!(matches!(settle::run(&mut unit, reserved.id, 2).await, Err(Error::Broken(_))));
    drop(unit);
    let mut unit = bench.unit().await;
    let counter = settle::run(&mut unit, reserved.id, 1).await.unwrap();
    assert_eq!(counter, Counter { used: 1, reserved: 0 }, "the reservation was still there");
}

/// Four sweeps and a settlement at once: every reservation ends once, whoever comes first.
#[tokio::test(flavor = "multi_thread")]
async fn what_expires_is_taken_back_once() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 16).await);
    let user = bench.customer("UTC").await;
    let mut unit = bench.unit().await;
    let short = reserve::run(&mut unit, user, Meter::WhatsappMessages, 4, MINUTE).await.unwrap();
    reserve::run(&mut unit, user, Meter::WhatsappMessages, 3, MINUTE).await.unwrap();
    let long = reserve::run(&mut unit, user, Meter::WhatsappMessages, 2, MINUTE * 60).await.unwrap();
    unit.commit(()).await.unwrap();
    assert_eq!(sweep::run(&mut bench.unit().await).await.unwrap(), 0, "nothing has expired");
    assert_eq!(lapse::release_expired(&mut bench.unit().await, user).await.unwrap(), 0);

    bench.clocks.real.advance(MINUTE);
    assert_eq!(sweep::run(&mut bench.unit().await).await.unwrap(), 1, "one customer");
    let sweeps = (0..4).map(|_| {
        let bench = bench.clone();
        tokio::spawn(async move {
            let mut unit = bench.unit().await;
            let ended = lapse::release_expired(&mut unit, user).await.unwrap();
            unit.commit(ended).await.unwrap()
        })
    });
    let settled = {
        let bench = bench.clone();
        tokio::spawn(async move {
            let mut unit = bench.unit().await;
            let settled = settle::run(&mut unit, short.id, 4).await.is_ok();
            unit.commit(settled).await.unwrap()
        })
    };
    let swept: usize = join_all(sweeps).await.into_iter().map(Result::unwrap).sum();
    let settled = settled.await.unwrap();
    assert_eq!(swept + usize::from(settled), 2);
    let mut unit = bench.unit().await;
    let meters = usage::run(&mut unit, user).await.unwrap();
    let counter = meters.iter().find(|usage| usage.meter == Meter::WhatsappMessages).unwrap().counter;
    assert_eq!(counter, Counter { used: if settled { 4 } else { 0 }, reserved: 2 });
    settle::run(&mut unit, long.id, 2).await.unwrap();
}
