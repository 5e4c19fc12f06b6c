//! Nodes that die, stall or stay alive for long.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use data::{AuditEntry, NewJob};
use jiff::SignedDuration;
use jobs::{Context, JobError, Jobs, Settings};
use tokio::sync::{Notify, oneshot};

use super::Bench;

/// Commits once told to.
fn waits_to_commit(jobs: Jobs, begun: oneshot::Sender<()>, go: oneshot::Receiver<()>) -> Jobs {
    let signals = Arc::new(Mutex::new(Some((begun, go))));
    jobs.handle("test.effect", move |context: Context, n: u32| {
        let signals = signals.lock().unwrap().take();
        async move {
            let mut unit = context.unit().await?;
            unit.audit(AuditEntry::new("test.effect", "n", format!("{n} at {}", context.attempt())));
            if let Some((begun, go)) = signals {
                begun.send(()).unwrap();
                go.await.unwrap();
            }
            Ok(unit.commit(()).await?)
        }
    })
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_cannot_commit() {
    let mut bench = Bench::new().await;
    let ((begun, has_begun), (go, may_go)) = (oneshot::channel(), oneshot::channel());
    let stale = waits_to_commit(bench.node(), begun, may_go);
    let ((hears, _heard), (at_once, may_go_at_once)) = (oneshot::channel(), oneshot::channel());
    at_once.send(()).unwrap();
    let fresh = waits_to_commit(bench.node(), hears, may_go_at_once);
    bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", 1)).await;
    let stalled = tokio::spawn(async move { stale.run_due().await.unwrap() });
    has_begun.await.unwrap();
    // Its lease lapses; that is a failure, and waited after.
    bench.clocks.real.advance(SignedDuration::from_secs(16));
    assert_eq!(fresh.run_due().await.unwrap(), 0);
    assert_eq!(bench.queue().await[0].last_error.as_deref(), Some("LEASE_LAPSED"));
    bench.hours(1);
    assert_eq!(fresh.run_due().await.unwrap(), 1);
    assert_eq!(bench.effects().await, ["n:1 at 2"]);
    go.send(()).unwrap();
    stalled.await.unwrap();
    assert_eq!((bench.effects().await, bench.queue().await), (vec!["n:1 at 2".to_owned()], vec![]));
}

#[tokio::test]
async fn what_a_stale_worker_is_told_is_superseded() {
    let bench = Bench::new().await;
    let told = Arc::new(Mutex::new(None));
    let (told_to_handler, database) = (Arc::clone(&told), bench.database.clone());
    let jobs = bench.node().handle("test.effect", move |context: Context, (): ()| {
        let (told, database) = (Arc::clone(&told_to_handler), database.clone());
        async move {
            let unit = context.unit().await?;
            sqlx::query("UPDATE jobs.queue SET attempt = attempt + 1")
                .execute(&mut *database.work().await?)
                .await
                .map_err(data::Error::from)?;
            *told.lock().unwrap() = unit.commit(()).await.err();
            Ok(())
        }
    });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", ())).await;
    assert_eq!(jobs.run_due().await.unwrap(), 1);
    assert!(matches!(*told.lock().unwrap(), Some(data::Error::Superseded)));
    assert_eq!(jobs.depth().await.unwrap().due, 0);
}

#[tokio::test]
async fn a_job_that_kills_its_node_is_given_up() {
    let mut bench = Bench::new().await;
    let jobs = bench.node().handle("test.deadly", |_: Context, (): ()| async { Ok(()) });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.deadly", ())).await;
    for _ in 0..12 {
        // A node claims it and is never heard of again.
        let begun = Arc::new(Notify::new());
        let signal = Arc::clone(&begun);
        let dead = bench.node().handle("test.deadly", move |_: Context, (): ()| {
            signal.notify_one();
            std::future::pending()
        });
        tokio::select! {
            _ = dead.run_due() => panic!("a handler without end ended"),
            () = begun.notified() => {}
        }
        assert_eq!(bench.queue().await[0].state, "running");
        bench.clocks.real.advance(SignedDuration::from_secs(16));
        assert_eq!(jobs.run_due().await.unwrap(), 0);
        bench.hours(2);
    }
    let queue = bench.queue().await;
    assert_eq!((queue[0].state.as_str(), queue[0].failures), ("failed", 12));
}

#[tokio::test]
async fn a_long_job_keeps_its_lease_as_long_as_its_node_lives() {
    let mut bench = Bench::new().await;
    let ((begun, has_begun), (go, may_go)) = (oneshot::channel(), oneshot::channel());
    let settings = Settings { lease_ms: 150, ..Settings::default() };
    let long = waits_to_commit(bench.node().with(settings), begun, may_go);
    let other = bench
        .node()
        .with(settings)
        .handle("test.effect", |_, _: u32| async { Err(JobError::retry("TAKEN")) });
    bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", 1)).await;
    let running = tokio::spawn(async move { long.run_due().await.unwrap() });
    has_begun.await.unwrap();
    for _ in 0..5 {
        // Less than a lease at a time, more than one in all; each step waits for a sign of life.
        bench.clocks.real.advance(SignedDuration::from_millis(100));
        let now = bench.clocks.real.now().to_string();
        let renewed = "SELECT leased_until > $1::timestamptz + interval '140 ms' FROM jobs.queue";
        let mut looks = 0;
        while !sqlx::query_scalar::<_, bool>(renewed).bind(&now).fetch_one(&mut bench.eye).await.unwrap() {
            looks += 1;
            assert!(looks < 2_000, "no sign of life");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(other.run_due().await.unwrap(), 0);
    }
    go.send(()).unwrap();
    assert_eq!(running.await.unwrap(), 1);
    assert_eq!((bench.effects().await, bench.queue().await), (vec!["n:1 at 1".to_owned()], vec![]));
}
