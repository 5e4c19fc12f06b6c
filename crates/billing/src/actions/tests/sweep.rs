//! What the sweep finds, each customer on their own, and what it forgets.

use data::Unit;
use jiff::SignedDuration;
use kernel::UserId;

use crate::{
    Error,
    actions::{cancel, claim, forget, publish, reserve, settle, start_trial, usage},
    bench::{Bench, customer_in},
    jobs::{LAPSE, LapsePayload, lapse, sweep},
    rules::{Counter, Interval, Meter, PlanVersion, State, When, fold},
    store::tests::{forget_queue, ledger, queued, reasons, spoil},
};

async fn state(unit: &mut Unit, user: UserId) -> State {
    fold(&ledger(unit, user).await).unwrap().unwrap().state
}

/// Runs the sweep, then each job that it has queued in a unit of its own; answers who failed, and how many ran.
async fn sweeps(bench: &Bench) -> (Vec<UserId>, usize) {
    let mut unit = bench.unit().await;
    sweep(&mut unit).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut unit = bench.unit().await;
    let jobs: Vec<_> = queued(&mut unit).await.into_iter().filter(|(_, _, at)| *at <= unit.now()).collect();
    forget_queue(&bench.test).await;
    let (mut failed, ran) = (Vec::new(), jobs.len());
    for (kind, payload, _) in jobs {
        let payload: LapsePayload = serde_json::from_value(payload).unwrap();
        assert_eq!(kind, LAPSE);
        let mut unit = bench.unit().await;
        match lapse(&mut unit, payload).await {
            Ok(()) => unit.commit(()).await.unwrap(),
            Err(_) => failed.push(payload.user),
        }
    }
    (failed, ran)
}

#[tokio::test]
async fn the_sweep_finds_lapses_whose_job_was_lost() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let (tries, buys, free) =
        (bench.customer("UTC").await, bench.customer("UTC").await, bench.customer("UTC").await);
    bench.tries(tries).await.unwrap();
    bench.buys(buys, Interval::Month).await.unwrap();
    let mut unit = bench.unit().await;
    cancel::run(&mut unit, buys, When::PeriodEnd, None).await.unwrap();
    unit.commit(()).await.unwrap();
    forget_queue(&bench.test).await;
    for (day, ran) in [
        ("2026-01-29T11:59:59Z", 0),
        ("2026-01-29T12:00:00Z", 1),
        ("2026-03-01T00:00:00Z", 1),
        ("2026-03-01T00:05:00Z", 0),
    ] {
        bench.travel(day);
        assert_eq!(sweeps(&bench).await, (Vec::new(), ran), "{day}");
    }
    let mut unit = bench.unit().await;
    let states = [state(&mut unit, tries).await, state(&mut unit, buys).await, state(&mut unit, free).await];
    assert_eq!(states, [State::Expired, State::Canceled, State::Free]);
}

#[tokio::test]
async fn one_bad_subscription_keeps_nobody_else_waiting() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let (bad, good, reserves) =
        (bench.customer("UTC").await, bench.customer("UTC").await, bench.customer("UTC").await);
    bench.tries(bad).await.unwrap();
    bench.hours_pass(1);
    bench.tries(good).await.unwrap();
    bench.hours_pass(24 * 30);
    let mut unit = bench.unit().await;
    let hour = SignedDuration::from_hours(1);
    reserve::run(&mut unit, reserves, Meter::Charts, 3, hour).await.unwrap();
    unit.commit(()).await.unwrap();
    bench.hours_pass(2);
    forget_queue(&bench.test).await;
    spoil(&bench.test, bad).await;

    assert_eq!(sweeps(&bench).await, (vec![bad], 3), "the longest due is the bad one");
    let mut unit = bench.unit().await;
    assert_eq!(state(&mut unit, good).await, State::Expired);
    assert_eq!(usage::run(&mut unit, reserves).await.unwrap()[0].counter, Counter::default());
    drop(unit);
    assert_eq!(sweeps(&bench).await, (vec![bad], 1), "and it is tried again");
}

/// A job that waits is not queued a second time.
#[tokio::test]
async fn the_sweep_leaves_a_waiting_job_alone() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let user = bench.customer("UTC").await;
    bench.tries(user).await.unwrap();
    bench.hours_pass(24 * 15);
    for _ in 0..2 {
        let mut unit = bench.unit().await;
        sweep(&mut unit).await.unwrap();
        unit.commit(()).await.unwrap();
    }
    assert_eq!(queued(&mut bench.unit().await).await.len(), 1);
}

#[tokio::test]
async fn counters_and_reasons_are_kept_for_two_years() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let user = bench.customer("UTC").await;
    let mut unit = bench.unit().await;
    claim::run(&mut unit, user, Meter::Charts, 1).await.unwrap();
    let century = SignedDuration::from_hours(24 * 36_500);
    let reserved = reserve::run(&mut unit, user, Meter::WhatsappMessages, 1, century).await.unwrap();
    crate::bench::buys(&mut unit, user, Interval::Month).await.unwrap();
    cancel::run(&mut unit, user, When::Now, Some("too dear")).await.unwrap();
    unit.commit(()).await.unwrap();
    // The counters are those of January; the reason was given on the 15th.
    for (day, removed, told) in [
        ("2028-01-01T00:00:00Z", 0, 1),
        ("2028-01-01T00:00:01Z", 2, 1),
        ("2028-01-15T12:00:00Z", 0, 1),
        ("2028-01-15T12:00:01Z", 1, 0),
    ] {
        bench.travel(day);
        let mut unit = bench.unit().await;
        assert_eq!(forget::run(&mut unit).await.unwrap(), removed, "{day}");
        assert_eq!(reasons(&mut unit).await.len(), told, "{day}");
        unit.commit(()).await.unwrap();
    }
    let mut unit = bench.unit().await;
    assert!(matches!(settle::run(&mut unit, reserved.id, 1).await, Err(Error::ReservationEnded)));
    assert_eq!(ledger(&mut unit, user).await.len(), 3, "the ledger stays");
}

#[tokio::test]
async fn the_counter_of_a_trial_that_runs_is_kept() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let mut unit = bench.unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    let years = |plan: PlanVersion| PlanVersion { trial_days: Some(3 * 365), ..plan };
    publish::run(&mut unit, "trial", years).await.unwrap();
    start_trial::run(&mut unit, user).await.unwrap();
    claim::run(&mut unit, user, Meter::Charts, 30).await.unwrap();
    unit.commit(()).await.unwrap();
    bench.travel("2028-06-01T00:00:00Z");
    let mut unit = bench.unit().await;
    assert_eq!(forget::run(&mut unit).await.unwrap(), 0);
    assert!(claim::run(&mut unit, user, Meter::Charts, 1).await.is_err(), "its limit holds");
    drop(unit);
    bench.travel("2029-01-15T00:00:00Z");
    assert_eq!(bench.current(user).await.subscription.state, State::Expired);
    assert_eq!(forget::run(&mut bench.unit().await).await.unwrap(), 1);
}
