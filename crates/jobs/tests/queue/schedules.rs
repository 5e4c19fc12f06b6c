//! Recurring jobs on several nodes.

use data::AuditEntry;
use jiff::civil::time;
use jobs::{Context, JobError, Jobs};

use super::Bench;

async fn sweep(context: Context) -> Result<(), JobError> {
    let mut unit = context.unit().await?;
    let when = format!("{} at {}", context.tenant(), unit.now());
    unit.audit(AuditEntry::new("test.sweep", "tenant", when));
    Ok(unit.commit(()).await?)
}

fn hourly(bench: &Bench) -> Jobs {
    bench.node().every("test.sweep", jiff::SignedDuration::from_hours(1), sweep)
}

#[tokio::test]
async fn each_tenant_is_served_once_whoever_looks_first() {
    let mut bench = Bench::new().await;
    let other = bench.test.add_tenant("other").await;
    let nodes = [hourly(&bench), hourly(&bench), hourly(&bench)];
    for node in &nodes {
        // The first slot is 13:00.
        assert_eq!(node.run_due().await.unwrap(), 0);
    }
    let mut expected = Vec::new();
    for hour in 13..18 {
        bench.hours(1);
        let ran = tokio::join!(nodes[0].run_due(), nodes[1].run_due(), nodes[2].run_due());
        assert_eq!(ran.0.unwrap() + ran.1.unwrap() + ran.2.unwrap(), 2);
        expected.extend(
            [bench.test.tenant(), other].map(|tenant| format!("tenant:{tenant} at 2026-01-15T{hour}:00:00Z")),
        );
    }
    expected.sort();
    assert_eq!(bench.effects().await, expected);
    assert_eq!(bench.queue().await, []);
}

#[tokio::test]
async fn what_was_missed_is_made_up_for_once() {
    let mut bench = Bench::new().await;
    let jobs = hourly(&bench);
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.hours(30);
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.hours(1);
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert_eq!(bench.effects().await.len(), 2);
}

#[tokio::test]
async fn runs_do_not_pile_up_while_one_waits() {
    let mut bench = Bench::new().await;
    let stuck = bench.node().every("test.sweep", jiff::SignedDuration::from_hours(1), |context| async move {
        Err(JobError::Snooze(
            context.database().clocks().business.now() + jiff::SignedDuration::from_hours(100),
        ))
    });
    assert_eq!(stuck.run_due().await.unwrap(), 0);
    for _ in 0..3 {
        bench.hours(1);
        stuck.run_due().await.unwrap();
        assert_eq!(bench.queue().await.len(), 1);
    }
}

#[tokio::test]
async fn what_comes_first_does_not_wait_behind_what_is_queued() {
    let bench = Bench::new().await;
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let note = |name: &'static str| {
        let seen = seen.clone();
        move || seen.lock().unwrap().push(name)
    };
    let (first, usual, queued) = (note("first"), note("usual"), note("queued"));
    let step = jiff::SignedDuration::from_hours(1);
    let jobs = bench
        .node()
        .every("test.usual", step, move |_| {
            usual();
            std::future::ready(Ok(()))
        })
        .every_first("test.first", step, move |_| {
            first();
            std::future::ready(Ok(()))
        })
        .handle("test.queued", move |_, (): ()| {
            queued();
            std::future::ready(Ok(()))
        });
    assert_eq!(jobs.run_due().await.unwrap(), 0);
    bench.enqueue(bench.test.tenant(), data::NewJob::new("test.queued", ())).await;
    bench.hours(1);
    assert_eq!(jobs.run_due().await.unwrap(), 3);
    assert_eq!(*seen.lock().unwrap(), ["first", "queued", "usual"]);
}

#[tokio::test]
async fn a_daily_job_runs_at_its_time() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().daily("test.sweep", time(3, 0, 0, 0), sweep);
    let mut ran = Vec::new();
    for _ in 0..48 {
        ran.push(jobs.run_due().await.unwrap());
        bench.hours(1);
    }
    // From noon: 03:00 is 15 hours away, and again 24 later.
    let hours: Vec<usize> = (0..48).filter(|&hour| ran[hour] > 0).collect();
    assert_eq!(hours, [15, 39]);
    assert_eq!(bench.effects().await.len(), 2);
}
