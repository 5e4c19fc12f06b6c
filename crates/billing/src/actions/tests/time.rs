//! What time does: periods that begin anew, trials and cancellations that end, jobs that come late.

use data::{Actor, Unit, ports::Entitled};
use jiff::SignedDuration;
use kernel::UserId;

use crate::{
    Billing, Error,
    actions::{cancel, claim, release, reserve, resume, settle, start_trial, usage},
    bench::{Bench, customer_in, instant},
    jobs::{LapsePayload, lapse},
    reads,
    rules::{Action, Counter, Interval, Meter, Movement, State, When, fold},
    store::{self, tests::last_published},
};

async fn charts(unit: &mut Unit, user: UserId) -> (Counter, String) {
    let usage = usage::run(unit, user).await.unwrap()[0];
    (usage.counter, usage.resets_at.to_string())
}

#[tokio::test]
async fn a_new_month_is_a_new_counter() {
    let bench = Bench::at("2026-01-31T22:59:59Z").await; // one second to midnight in Amsterdam
    let user = bench.customer("Europe/Amsterdam").await;
    let mut unit = bench.unit().await;
    claim::run(&mut unit, user, Meter::Charts, 3).await.unwrap();
    assert!(claim::run(&mut unit, user, Meter::Charts, 1).await.is_err());
    unit.commit(()).await.unwrap();
    bench.travel("2026-01-31T23:00:00Z");
    let mut unit = bench.unit().await;
    let fresh = charts(&mut unit, user).await;
    assert_eq!(fresh, (Counter::default(), "2026-02-28T23:00:00Z".to_owned()));
    claim::run(&mut unit, user, Meter::Charts, 3).await.unwrap();
}

#[tokio::test]
async fn a_reservation_counts_in_the_period_in_which_it_was_made() {
    let bench = Bench::at("2026-01-31T23:59:00Z").await;
    let user = bench.customer("UTC").await;
    let mut unit = bench.unit().await;
    let hour = SignedDuration::from_hours(1);
    let reserved = reserve::run(&mut unit, user, Meter::Charts, 3, hour).await.unwrap();
    unit.commit(()).await.unwrap();
    bench.travel("2026-02-01T00:10:00Z");
    let mut unit = bench.unit().await;
    let next = reserve::run(&mut unit, user, Meter::Charts, 3, hour).await.unwrap();
    assert_eq!(settle::run(&mut unit, reserved.id, 3).await.unwrap(), Counter { used: 3, reserved: 0 });
    assert_eq!(charts(&mut unit, user).await.0, Counter { used: 0, reserved: 3 });
    release::run(&mut unit, next.id).await.unwrap();
}

#[tokio::test]
async fn a_yearly_plan_has_monthly_meters() {
    let bench = Bench::at("2026-01-31T10:00:00Z").await;
    let user = bench.customer("UTC").await;
    let bought = bench.buys(user, Interval::Year).await.unwrap();
    assert_eq!(bought.period().unwrap().unwrap().end, instant("2027-01-31T10:00:00Z"));
    for end in ["2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z"] {
        let mut unit = bench.unit().await;
        claim::run(&mut unit, user, Meter::Charts, 100).await.unwrap();
        assert!(claim::run(&mut unit, user, Meter::Charts, 1).await.is_err());
        assert_eq!(charts(&mut unit, user).await.1, end);
        unit.commit(()).await.unwrap();
        bench.travel(end);
    }
}

/// Cancelling at once and buying again is no way to a second allowance.
#[tokio::test]
async fn buying_again_counts_on_in_the_month_that_runs() {
    let bench = Bench::at("2026-01-10T09:00:00Z").await;
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    let mut unit = bench.unit().await;
    claim::run(&mut unit, user, Meter::Charts, 100).await.unwrap();
    unit.commit(()).await.unwrap();
    for interval in [Interval::Month, Interval::Year, Interval::Month] {
        bench.hours_pass(24);
        let mut unit = bench.unit().await;
        cancel::run(&mut unit, user, When::Now, None).await.unwrap();
        unit.commit(()).await.unwrap();
        bench.buys(user, interval).await.unwrap();
        let mut unit = bench.unit().await;
        assert!(matches!(claim::run(&mut unit, user, Meter::Charts, 1).await, Err(Error::LimitReached(_))));
        let used = Counter { used: 100, reserved: 0 };
        assert_eq!(charts(&mut unit, user).await, (used, "2026-02-10T09:00:00Z".to_owned()));
    }
    bench.travel("2026-02-10T09:00:00Z");
    claim::run(&mut bench.unit().await, user, Meter::Charts, 100).await.unwrap();
}

/// Before its job has run, the published ledger tells a lapse as the job will write it.
#[tokio::test]
async fn the_published_ledger_tells_a_lapse_from_its_instant() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let mut users = Vec::new();
    for _ in 0..4 {
        users.push(bench.customer("Europe/Amsterdam").await);
    }
    let mut unit = bench.unit().await;
    start_trial::run(&mut unit, users[0]).await.unwrap();
    start_trial::run(&mut unit, users[1]).await.unwrap();
    cancel::run(&mut unit, users[1], When::PeriodEnd, None).await.unwrap();
    for user in &users[2..] {
        crate::bench::buys(&mut unit, *user, Interval::Month).await.unwrap();
    }
    cancel::run(&mut unit, users[2], When::PeriodEnd, None).await.unwrap();
    unit.commit(()).await.unwrap();
    bench.travel("2026-02-15T11:59:59Z");
    let mut unit = bench.unit().await;
    assert_eq!(last_published(&mut unit, users[2]).await.action, Action::ScheduleCancel, "not yet");
    drop(unit);
    bench.hours_pass(1);
    let mut unit = bench.unit().await;
    let actions = [Action::EndTrial, Action::FinishCancel, Action::FinishCancel, Action::Subscribe];
    for (user, action) in users.into_iter().zip(actions) {
        let told = last_published(&mut unit, user).await;
        lapse(&mut unit, LapsePayload { user }).await.unwrap();
        assert_eq!((told.action, &told), (action, &last_published(&mut unit, user).await));
    }
}

#[tokio::test]
async fn a_trial_is_over_when_its_time_is_up_and_the_job_writes_it_late() {
    let bench = Bench::at("2026-03-20T09:00:00Z").await;
    let user = bench.customer("Europe/Amsterdam").await;
    bench.tries(user).await.unwrap();
    let ends = instant("2026-04-03T08:00:00Z"); // the same hour on the clock, a summer hour earlier
    let mut unit = bench.unit().await;
    let standing = Billing.standing(&mut unit, user).await.unwrap();
    assert_eq!((standing.plan.as_str(), standing.premium), ("trial", true));
    assert_eq!(standing.trial_expires_at, Some(ends));
    assert_eq!(standing.features.len(), 6);
    claim::run(&mut unit, user, Meter::Charts, 30).await.unwrap();
    unit.commit(()).await.unwrap();

    bench.travel("2026-04-03T08:00:00Z");
    let mut unit = bench.unit().await;
    let standing = Billing.standing(&mut unit, user).await.unwrap();
    assert_eq!((standing.plan.as_str(), standing.premium, standing.trial_expires_at), ("free", false, None));
    assert_eq!(standing.features, ["content_preview"]);
    let upgrade = standing.upgrade.unwrap();
    assert_eq!(
        (upgrade["plan"].as_str(), upgrade["price"]["amount_minor"].as_i64()),
        (Some("premium"), Some(999))
    );
    claim::run(&mut unit, user, Meter::Charts, 3).await.unwrap();
    assert!(claim::run(&mut unit, user, Meter::Charts, 1).await.is_err(), "the free limit holds");
    assert_eq!(store::tests::ledger(&mut unit, user).await.len(), 2, "nothing is written yet");
    let counts = reads::plan_counts(&mut unit).await.unwrap();
    assert_eq!((counts[0].plan.as_str(), counts[0].state, counts.len()), ("free", State::Expired, 1));
    drop(unit);

    bench.hours_pass(50);
    let mut unit = bench.unit().await;
    lapse(&mut unit, LapsePayload { user }).await.unwrap();
    lapse(&mut unit, LapsePayload { user }).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut unit = bench.unit().await;
    let rows = store::tests::ledger(&mut unit, user).await;
    assert_eq!(rows.len(), 3, "a job that runs twice writes once");
    let last = rows.last().unwrap();
    assert_eq!((last.action, last.to, last.effective_at), (Action::EndTrial, State::Expired, ends));
    let recorded = store::tests::recorded(&mut unit, user).await;
    assert_eq!(recorded.last(), Some(&(ends + SignedDuration::from_hours(50))));
    drop(unit);
    assert!(matches!(bench.tries(user).await, Err(Error::TrialUsed)));
}

#[tokio::test]
async fn a_cancellation_can_be_withdrawn_until_it_takes_effect() {
    let bench = Bench::at("2026-01-31T10:00:00Z").await;
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    let mut unit = bench.unit().await;
    let leaving = cancel::run(&mut unit, user, When::PeriodEnd, Some("too dear")).await.unwrap();
    assert_eq!(leaving.subscription.cancel_at, Some(instant("2026-02-28T10:00:00Z")));
    assert!(matches!(cancel::run(&mut unit, user, When::PeriodEnd, None).await, Err(Error::Illegal(_))));
    resume::run(&mut unit, user).await.unwrap();
    assert!(matches!(resume::run(&mut unit, user).await, Err(Error::Illegal(_))));
    cancel::run(&mut unit, user, When::PeriodEnd, None).await.unwrap();
    unit.commit(()).await.unwrap();

    bench.travel("2026-02-28T09:59:59Z");
    assert_eq!(bench.current(user).await.plan().unwrap().code, "premium");
    bench.travel("2026-02-28T10:00:00Z");
    let ended = bench.current(user).await;
    assert_eq!((ended.subscription.state, ended.plan().unwrap().code.as_str()), (State::Canceled, "free"));

    // Nobody ran the job; whatever is decided next is decided on what time has done.
    bench.hours_pass(24);
    let mut unit = bench.unit().await;
    assert!(matches!(resume::run(&mut unit, user).await, Err(Error::Illegal(_))), "it has taken effect");
    drop(unit);
    bench.buys(user, Interval::Year).await.unwrap();
    let mut unit = bench.unit().await;
    let rows = store::tests::ledger(&mut unit, user).await;
    let told: Vec<_> = rows.iter().map(|row| (row.action, row.delta_minor, row.movement)).collect();
    assert_eq!(
        told,
        [
            (Action::Open, 0, None),
            (Action::Subscribe, 999, Some(Movement::New)),
            (Action::ScheduleCancel, 0, None),
            (Action::WithdrawCancel, 0, None),
            (Action::ScheduleCancel, 0, None),
            (Action::FinishCancel, -999, Some(Movement::Churn)),
            (Action::Subscribe, 833, Some(Movement::Reactivation)),
        ]
    );
    assert_eq!(rows[5].effective_at, instant("2026-02-28T10:00:00Z"));
    assert_eq!(fold(&rows).unwrap().unwrap(), bench.current(user).await.subscription);
}

#[tokio::test]
async fn the_lapse_is_queued_with_the_change_for_the_moment_it_is_due() {
    let bench = Bench::at("2026-01-31T10:00:00Z").await;
    let user = bench.customer("UTC").await;
    bench.tries(user).await.unwrap();
    let mut unit = bench.unit().await;
    cancel::run(&mut unit, user, When::PeriodEnd, None).await.unwrap();
    unit.commit(()).await.unwrap();
    let queued = store::tests::queued(&mut bench.unit().await).await;
    let payload = serde_json::json!({ "user": user });
    assert_eq!(queued, [("billing.lapse".to_owned(), payload, instant("2026-02-14T10:00:00Z"))]);
}

#[tokio::test]
async fn the_words_of_who_leaves_are_sealed_and_beside_the_ledger() {
    let mut unit = testkit::unit_as(Actor::Operator).await;
    let user = customer_in(&mut unit, "UTC").await;
    crate::bench::buys(&mut unit, user, Interval::Month).await.unwrap();
    cancel::run(&mut unit, user, When::Now, Some("my knee hurts")).await.unwrap();
    let (words, sealed) = store::tests::reasons(&mut unit).await.remove(0);
    assert_eq!(words, "my knee hurts");
    assert!(!sealed.windows(4).any(|part| part == b"knee"));
}
