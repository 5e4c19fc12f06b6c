//! How an attempt can end, and what becomes of the job then.

use std::sync::{Arc, Mutex};

use data::{AuditEntry, NewJob};
use jiff::SignedDuration;
use jobs::{Context, JobError, Jobs, Policy, reads::Due};

use super::{Bench, Row, now, three};

async fn effect(context: Context, n: u32) -> Result<(), JobError> {
    let mut unit = context.unit().await?;
    unit.audit(AuditEntry::new("test.effect", "n", n));
    Ok(unit.commit(()).await?)
}

fn failed(attempt: i32, failures: i32, state: &str, code: &str) -> Row {
    Row { state: state.into(), attempt, failures, unique_key: None, last_error: Some(code.into()) }
}

#[tokio::test]
async fn the_change_and_the_end_of_the_job_are_one_commit() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.effect", effect);
    bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", 7)).await;
    assert_eq!(jobs.depth().await.unwrap().due, 1);
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!((bench.queue().await, bench.effects().await), (vec![], vec!["n:7".to_owned()]));
    let actor: String =
        sqlx::query_scalar("SELECT actor FROM record.audit_entries").fetch_one(&mut bench.eye).await.unwrap();
    assert_eq!(actor, "job:test.effect");
    assert_eq!(jobs.run_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_handler_that_commits_nothing_and_succeeds_ends_its_job_all_the_same() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.idle", async |context: Context, (): ()| {
        let mut unit = context.unit().await?;
        unit.audit(AuditEntry::new("test.never", "n", 0));
        Ok(())
    });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.idle", ())).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!((bench.queue().await, bench.effects().await), (vec![], vec![]));
}

#[tokio::test]
async fn jobs_start_by_priority_then_age_and_never_early() {
    let bench = Bench::new().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seen_by_handler = Arc::clone(&seen);
    let jobs = bench.node().handle("test.note", move |_: Context, name: String| {
        seen_by_handler.lock().unwrap().push(name);
        async { Ok(()) }
    });
    let at = |minutes| now(&bench.clocks) + SignedDuration::from_mins(minutes);
    let job = |name, priority, minutes| NewJob { priority, ..NewJob::new("test.note", name).at(at(minutes)) };
    for job in
        [job("late", 5, -1), job("old", 5, -9), job("first", 0, 0), job("last", 9, -99), job("future", 0, 1)]
    {
        bench.enqueue(bench.test.tenant(), job).await;
    }
    assert_eq!(jobs.run_due().await.unwrap(), 4);
    bench.clocks.business.advance(SignedDuration::from_secs(59));
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.clocks.business.advance(SignedDuration::from_secs(1));
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(*seen.lock().unwrap(), ["first", "old", "late", "last", "future"]);
}

#[tokio::test]
async fn failures_are_tried_again_later_each_time_and_then_given_up() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle_under(three(), "test.fail", |context: Context, (): ()| async move {
        let mut unit = context.unit().await?;
        unit.audit(AuditEntry::new("test.never", "n", 0));
        Err(JobError::retry("NO_LUCK"))
    });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.fail", ())).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.queue().await, [failed(1, 1, "ready", "NO_LUCK")]);
    // One minute, 20 % off at most; then two.
    bench.clocks.business.advance(SignedDuration::from_secs(47));
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.clocks.business.advance(SignedDuration::from_secs(25));
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    bench.clocks.business.advance(SignedDuration::from_secs(95));
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.clocks.business.advance(SignedDuration::from_secs(49));
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.queue().await, [failed(3, 3, "failed", "NO_LUCK")]);
    bench.hours(1_000);
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    assert_eq!((jobs.depth().await.unwrap().failed, bench.effects().await), (1, vec![]));
}

#[tokio::test]
async fn a_job_that_can_never_succeed_is_given_up_at_once_and_kept() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.hopeless", |_, (): ()| async {
        Err(JobError::give_up("NOBODY_THERE", std::io::Error::other("said with a name: Ada")))
    });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.hopeless", ())).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.queue().await, [failed(1, 1, "failed", "NOBODY_THERE")]);
    bench.hours(100);
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    let mut unit = bench.database.unit(bench.test.scope(data::Actor::Operator)).await.unwrap();
    let ago = |hours| now(&bench.clocks) - SignedDuration::from_hours(hours);
    assert_eq!(jobs::reads::given_up(&mut unit, ago(99)).await.unwrap(), 0);
    assert_eq!(jobs::reads::given_up(&mut unit, ago(100)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_business_knows_how_long_its_own_jobs_have_waited() {
    let bench = Bench::new().await;
    let other = bench.test.add_tenant("other").await;
    let at = |minutes| now(&bench.clocks) + SignedDuration::from_mins(minutes);
    bench.enqueue(other, NewJob::new("test.old", ()).at(at(-60))).await;
    let due = async || {
        let mut unit = bench.database.unit(bench.test.scope(data::Actor::Operator)).await.unwrap();
        jobs::reads::due(&mut unit).await.unwrap()
    };
    bench.enqueue(bench.test.tenant(), NewJob::new("test.future", ()).at(at(1))).await;
    assert_eq!(due().await, Due { jobs: 0, oldest: None });
    for minutes in [-5, -7, 0] {
        bench.enqueue(bench.test.tenant(), NewJob::new("test.due", minutes).at(at(minutes))).await;
    }
    assert_eq!(due().await, Due { jobs: 3, oldest: Some(at(-7)) });
}

#[tokio::test]
async fn a_panic_is_a_failure_and_its_change_is_rolled_back() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.panic", |context: Context, n: u32| async move {
        let mut unit = context.unit().await?;
        unit.audit(AuditEntry::new("test.effect", "n", n));
        assert!(context.attempt() > 1, "the first attempt dies, and says so with a name: Ada");
        Ok(unit.commit(()).await?)
    });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.panic", 1)).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.queue().await, [failed(1, 1, "ready", "PANICKED")]);
    assert_eq!(bench.effects().await, Vec::<String>::new());
    bench.hours(1);
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!((bench.queue().await, bench.effects().await), (vec![], vec!["n:1".to_owned()]));
}

#[tokio::test]
async fn a_run_that_takes_too_long_or_cannot_be_read_is_a_failure() {
    let mut bench = Bench::new().await;
    let hasty = Policy { timeout: std::time::Duration::from_millis(20), ..Policy::default() };
    let jobs = bench
        .node()
        .handle_under(hasty, "test.slow", |_, (): ()| std::future::pending())
        .handle("test.number", |_, _: u32| async { Ok(()) });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.slow", ())).await;
    bench.enqueue(bench.test.tenant(), NewJob::new("test.number", "none")).await;
    assert_eq!(jobs.run_due().await.unwrap(), 2);
    let mut queue = bench.queue().await;
    queue.sort_by(|one, two| one.last_error.cmp(&two.last_error));
    assert_eq!(queue, [failed(1, 1, "ready", "PAYLOAD"), failed(1, 1, "ready", "TIMED_OUT")]);
}

#[tokio::test]
async fn discarding_ends_it_and_snoozing_is_no_failure() {
    let mut bench = Bench::new().await;
    let jobs = bench
        .node()
        .handle("test.discard", |_: Context, (): ()| async { Err(JobError::discard("GONE")) })
        .handle_under(three(), "test.snooze", |context: Context, (): ()| async move {
            Err(JobError::Snooze(context.database().clocks().business.now() + SignedDuration::from_hours(1)))
        });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.discard", ())).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.queue().await, []);
    bench.enqueue(bench.test.tenant(), NewJob::new("test.snooze", ())).await;
    for attempt in 1..=5 {
        assert_eq!(jobs.run_due().await.unwrap(), 1);
        let snoozed = Row { attempt, failures: 0, state: "ready".into(), unique_key: None, last_error: None };
        assert_eq!(bench.queue().await, [snoozed]);
        bench.hours(1);
    }
}

#[tokio::test]
async fn a_job_is_unique_while_it_waits_and_no_longer() {
    let mut bench = Bench::new().await;
    let tenant = bench.test.tenant();
    let job = || NewJob::new("test.unique", ()).unique("k");
    let again = Arc::new(Mutex::new(Some(bench.database.clone())));
    let scope = bench.test.scope(data::Actor::Operator);
    let jobs = bench.node().handle("test.unique", move |_: Context, (): ()| {
        let (first, scope) = (again.lock().unwrap().take(), scope.clone());
        async move {
            // Asked for once more while the first one runs, which then fails.
            let Some(database) = first else { return Ok(()) };
            let mut unit = database.unit(scope).await?;
            unit.enqueue(NewJob::new("test.unique", ()).unique("k"));
            unit.commit(()).await?;
            Err(JobError::retry("AGAIN"))
        }
    });
    bench.enqueue(tenant, job()).await;
    bench.enqueue(tenant, job()).await;
    assert_eq!(bench.queue().await.len(), 1);
    // The one that waits stands for the one that failed, and runs at once.
    assert_eq!(jobs.run_due().await.unwrap(), 2);
    assert_eq!(bench.queue().await, []);
}

#[tokio::test]
async fn a_retried_job_is_unique_again() {
    let mut bench = Bench::new().await;
    let jobs =
        bench.node().handle("test.unique", |_: Context, (): ()| async { Err(JobError::retry("AGAIN")) });
    let other = bench.test.add_tenant("other").await;
    for tenant in [bench.test.tenant(), other] {
        bench.enqueue(tenant, NewJob::new("test.unique", ()).unique("k")).await;
    }
    assert_eq!(jobs.run_due().await.unwrap(), 2);
    for tenant in [bench.test.tenant(), other] {
        bench.enqueue(tenant, NewJob::new("test.unique", ()).unique("k")).await;
    }
    let kept = || Row { unique_key: Some("k".into()), ..failed(1, 1, "ready", "AGAIN") };
    assert_eq!(bench.queue().await, [kept(), kept()]);
}

#[tokio::test]
async fn a_handler_sees_the_rows_of_its_tenant_only() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.count", |context: Context, (): ()| async move {
        let mut unit = context.unit().await?;
        let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM record.audit_entries")
            .fetch_one(unit.connection())
            .await
            .map_err(data::Error::from)?;
        unit.audit(AuditEntry::new("test.effect", "seen", format!("{}/{seen}", context.tenant())));
        Ok(unit.commit(()).await?)
    });
    let tenants = [bench.test.tenant(), bench.test.add_tenant("other").await];
    for tenant in tenants {
        bench.enqueue(tenant, NewJob::new("test.count", ())).await;
        bench.enqueue(tenant, NewJob::new("test.count", ())).await;
    }
    assert_eq!(jobs.run_due().await.unwrap(), 4);
    let mut expected: Vec<String> =
        tenants.iter().flat_map(|tenant| [0, 1].map(|seen| format!("seen:{tenant}/{seen}"))).collect();
    expected.sort();
    assert_eq!(bench.effects().await, expected);
}

#[tokio::test]
#[should_panic(expected = "two handlers for jobs of kind test.effect")]
async fn a_kind_has_one_handler() {
    let bench = Bench::new().await;
    let _: Jobs = bench.node().handle("test.effect", effect).handle("test.effect", effect);
}
