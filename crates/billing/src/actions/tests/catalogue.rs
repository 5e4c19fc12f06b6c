//! Plans: installed once, published in versions, kept by whoever bought them.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;

use crate::{
    Error,
    actions::{catalogue, claim, install_catalogue, offered, publish},
    bench::{Bench, buys, customer_in},
    rules::{Catalogue, Interval, Limit, Meter, PlanVersion},
};

fn smaller(mut plan: PlanVersion) -> PlanVersion {
    plan.limits.insert(Meter::Charts, Limit::Limited(5));
    plan.prices[0].price.amount_minor = 1_299;
    plan
}

/// Nodes that start at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_shipped_plans_are_installed_once() {
    let bench = Arc::new(Bench::with("2026-01-15T12:00:00Z", 8).await);
    let starts = (0..8).map(|_| {
        let bench = bench.clone();
        tokio::spawn(async move {
            let mut unit = bench.unit().await;
            install_catalogue::run(&mut unit).await.unwrap();
            unit.commit(()).await.unwrap();
        })
    });
    join_all(starts).await.into_iter().for_each(Result::unwrap);
    assert_eq!(catalogue(&mut bench.unit().await).await.unwrap(), Catalogue::shipped());
}

#[tokio::test]
async fn old_customers_keep_their_version() {
    let mut unit = testkit::unit().await;
    let (old, new) = (customer_in(&mut unit, "UTC").await, customer_in(&mut unit, "UTC").await);
    buys(&mut unit, old, Interval::Month).await.unwrap();
    let plan = publish::run(&mut unit, "premium", smaller).await.unwrap();
    assert_eq!(plan.version, 2);
    let bought = buys(&mut unit, new, Interval::Month).await.unwrap();
    assert_eq!((bought.subscription.plan.version, bought.subscription.mrr_minor), (2, 1_299));
    assert_eq!(claim::run(&mut unit, new, Meter::Charts, 1).await.unwrap().limit, Limit::Limited(5));
    assert_eq!(claim::run(&mut unit, old, Meter::Charts, 1).await.unwrap().limit, Limit::Limited(100));
    let sold = offered(&mut unit).await.unwrap();
    assert_eq!(
        sold.iter().map(|plan| (plan.code.as_str(), plan.version)).collect::<Vec<_>>(),
        [("free", 1), ("trial", 1), ("premium", 2)]
    );
    // Starting again changes nothing.
    install_catalogue::run(&mut unit).await.unwrap();
    assert_eq!(offered(&mut unit).await.unwrap(), sold);
}

#[tokio::test]
async fn what_cannot_be_published_names_its_fields() {
    let mut unit = testkit::unit().await;
    let Err(Error::Plan(faults)) = publish::run(&mut unit, "gold", |plan| plan).await else { panic!() };
    let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert!(paths.contains(&"name") && paths.contains(&"limits.charts"), "{paths:?}");
    let clash = |plan: PlanVersion| PlanVersion { rank: 10, ..plan };
    let Err(Error::Plan(faults)) = publish::run(&mut unit, "premium", clash).await else { panic!() };
    assert!(faults.iter().all(|fault| fault.path == "rank"), "{faults:?}");
    assert_eq!(offered(&mut unit).await.unwrap()[2].version, 1);
}

/// Each of two new plans fits on its own; they clash together, so the second is refused.
#[tokio::test]
async fn two_plans_published_at_once_never_clash() {
    let bench = Arc::new(Bench::at("2026-01-15T12:00:00Z").await);
    // Without a plan there, the second would wait for the first to install the shipped ones.
    bench.customer("UTC").await;
    let plan = |base: PlanVersion| PlanVersion {
        code: base.code,
        rank: 30,
        ..Catalogue::shipped().current("premium").unwrap().clone()
    };
    let mut first = bench.unit().await;
    publish::run(&mut first, "gold", plan).await.unwrap();
    let waiting = bench.clone();
    let second = tokio::spawn(async move {
        let mut unit = waiting.unit().await;
        let published = publish::run(&mut unit, "silver", plan).await;
        unit.commit(()).await.unwrap();
        published
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "it waits for the first");
    first.commit(()).await.unwrap();
    assert!(matches!(second.await.unwrap(), Err(Error::Plan(_))));
    assert_eq!(offered(&mut bench.unit().await).await.unwrap().len(), 4);
}
