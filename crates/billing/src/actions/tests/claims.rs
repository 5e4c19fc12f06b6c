//! A limit of ten admits exactly ten.

use std::sync::Arc;

use data::Unit;
use futures_util::future::join_all;
use kernel::UserId;

use crate::{
    Error,
    actions::{claim, release, reserve, settle, usage},
    bench::{Bench, buys, customer_in},
    rules::{Counter, Exceeded, Interval, Limit, Meter},
};

const CHARTS: u32 = 100;

fn refused(error: Error) -> Exceeded {
    match error {
        Error::LimitReached(exceeded) => *exceeded,
        other => panic!("{other:?}"),
    }
}

async fn charts(unit: &mut Unit, user: UserId) -> Counter {
    usage::run(unit, user).await.unwrap()[0].counter
}

#[tokio::test]
async fn the_refusal_says_what_would_allow_more() {
    let mut unit = testkit::unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    for used in 1..=3 {
        let usage = claim::run(&mut unit, user, Meter::Charts, 1).await.unwrap();
        assert_eq!((usage.counter.used, usage.limit), (used, Limit::Limited(3)));
        assert_eq!(usage.resets_at.to_string(), "2026-02-01T00:00:00Z");
    }
    let over = refused(claim::run(&mut unit, user, Meter::Charts, 1).await.unwrap_err());
    assert_eq!((over.meter, over.plan.as_str(), over.limit, over.used), (Meter::Charts, "free", 3, 3));
    assert_eq!(over.upgrade.unwrap().plan, "premium");
    assert_eq!(charts(&mut unit, user).await, Counter { used: 3, reserved: 0 }, "refused, not counted");
    claim::run(&mut unit, user, Meter::AiInterpretations, 1).await.unwrap();
}

#[tokio::test]
async fn all_or_nothing_also_on_an_empty_counter() {
    let mut unit = testkit::unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    for amount in [4, u32::MAX] {
        assert_eq!(refused(claim::run(&mut unit, user, Meter::Charts, amount).await.unwrap_err()).used, 0);
    }
    claim::run(&mut unit, user, Meter::Charts, 2).await.unwrap();
    assert_eq!(refused(claim::run(&mut unit, user, Meter::Charts, 2).await.unwrap_err()).used, 2);
    claim::run(&mut unit, user, Meter::Charts, 1).await.unwrap();
    assert!(matches!(claim::run(&mut unit, user, Meter::Exports, 1).await, Err(Error::LimitReached(_))));
}

#[tokio::test]
async fn who_never_signed_up_claims_nothing() {
    let mut unit = testkit::unit().await;
    let user = testkit::user(&mut unit).await;
    assert!(matches!(claim::run(&mut unit, user, Meter::Charts, 1).await, Err(Error::NoSubscription)));
}

#[tokio::test]
async fn customers_do_not_share_a_counter() {
    let mut unit = testkit::unit().await;
    let (one, two) = (customer_in(&mut unit, "UTC").await, customer_in(&mut unit, "UTC").await);
    claim::run(&mut unit, one, Meter::Charts, 3).await.unwrap();
    claim::run(&mut unit, two, Meter::Charts, 3).await.unwrap();
}

/// Two hundred at once over forty connections for a hundred: a hundred are admitted.
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_at_once_admit_exactly_the_limit() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 40).await);
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    let claims = (0..2 * CHARTS).map(|_| {
        let bench = bench.clone();
        tokio::spawn(async move {
            let mut unit = bench.unit().await;
            match claim::run(&mut unit, user, Meter::Charts, 1).await {
                Ok(usage) => Some(unit.commit(usage).await.unwrap().counter.used),
                Err(error) => {
                    assert_eq!(refused(error).used, CHARTS, "refused only when it is full");
                    None
                }
            }
        })
    });
    let mut admitted: Vec<u32> = join_all(claims).await.into_iter().filter_map(Result::unwrap).collect();
    admitted.sort_unstable();
    assert_eq!(admitted, (1..=CHARTS).collect::<Vec<_>>(), "each unit is given out once");
    assert_eq!(charts(&mut bench.unit().await, user).await, Counter { used: CHARTS, reserved: 0 });
}

/// Units that claim and are rolled back leave room for those that come after.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_rolled_back_is_not_counted() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 40).await);
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    let claims = (0..240).map(|n| {
        let bench = bench.clone();
        tokio::spawn(async move {
            let mut unit = bench.unit().await;
            match claim::run(&mut unit, user, Meter::Charts, 1).await {
                Ok(_) if n % 3 == 0 => {
                    drop(unit);
                    None
                }
                Ok(usage) => Some(unit.commit(usage).await.unwrap()),
                Err(error) => {
                    refused(error);
                    None
                }
            }
        })
    });
    let admitted = join_all(claims).await.into_iter().filter_map(Result::unwrap).count();
    let mut unit = bench.unit().await;
    let mut used = charts(&mut unit, user).await.used;
    assert_eq!(admitted, used as usize, "what was committed was counted, and nothing else");
    assert!(used <= CHARTS);
    while claim::run(&mut unit, user, Meter::Charts, 1).await.is_ok() {
        used += 1;
    }
    assert_eq!(used, CHARTS);
}

/// Claims, settled and released reservations and rollbacks, all at once: the books close.
#[tokio::test(flavor = "multi_thread")]
async fn reservations_and_claims_share_the_limit() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 32).await);
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    let work = (0..160_u32).map(|n| {
        let bench = bench.clone();
        tokio::spawn(async move { one_worker(&bench, user, n).await })
    });
    let counted: u32 = join_all(work).await.into_iter().map(Result::unwrap).sum();
    let mut unit = bench.unit().await;
    assert_eq!(charts(&mut unit, user).await, Counter { used: counted, reserved: 0 });
    assert!(counted <= CHARTS);
    while claim::run(&mut unit, user, Meter::Charts, 1).await.is_ok() {}
    assert_eq!(charts(&mut unit, user).await.used, CHARTS);
}

/// Answers how much it has used for good.
async fn one_worker(bench: &Bench, user: UserId, n: u32) -> u32 {
    let mut unit = bench.unit().await;
    if n.is_multiple_of(4) {
        let Ok(_) = claim::run(&mut unit, user, Meter::Charts, 1).await else { return 0 };
        unit.commit(()).await.unwrap();
        return 1;
    }
    let minute = jiff::SignedDuration::from_mins(1);
    let Ok(reserved) = reserve::run(&mut unit, user, Meter::Charts, 2, minute).await else { return 0 };
    unit.commit(()).await.unwrap();
    let mut unit = bench.unit().await;
    let used = match n % 4 {
        1 => 0,
        most => most - 1,
    };
    if used == 0 {
        release::run(&mut unit, reserved.id).await.unwrap();
    } else {
        settle::run(&mut unit, reserved.id, used).await.unwrap();
    }
    unit.commit(()).await.unwrap();
    used
}

#[tokio::test]
async fn units_of_one_customer_wait_for_each_other() {
    let bench = Arc::new(Bench::at("2026-01-15T12:00:00Z").await);
    let mut unit = bench.unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    buys(&mut unit, user, Interval::Month).await.unwrap();
    claim::run(&mut unit, user, Meter::Charts, CHARTS - 1).await.unwrap();
    unit.commit(()).await.unwrap();

    let mut first = bench.unit().await;
    claim::run(&mut first, user, Meter::Charts, 1).await.unwrap();
    let waiting = bench.clone();
    let second = tokio::spawn(async move {
        let mut unit = waiting.unit().await;
        claim::run(&mut unit, user, Meter::Charts, 1).await.map(|usage| usage.counter.used)
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "it waits for the outcome of the first");
    drop(first);
    assert_eq!(second.await.unwrap().unwrap(), CHARTS, "the first was rolled back");
}
