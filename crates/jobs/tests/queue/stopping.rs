//! The worker that runs for as long as its server does.

use std::{future::pending, sync::Arc, time::Duration};

use data::{AuditEntry, NewJob};
use jobs::{Context, JobError, Jobs, Settings};
use tokio::sync::{Notify, oneshot};

use super::Bench;

const SOON: Duration = Duration::from_secs(20);

async fn effect(context: Context, n: u32) -> Result<(), JobError> {
    let mut unit = context.unit().await?;
    unit.audit(AuditEntry::new("test.effect", "n", n));
    Ok(unit.commit(()).await?)
}

#[tokio::test]
async fn a_commit_of_this_process_wakes_its_worker() {
    let mut bench = Bench::new().await;
    let patient = Settings { poll_ms: 3_600_000, ..Settings::default() };
    let jobs = Jobs::new(bench.database.clone()).with(patient).handle("test.effect", effect);
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(async move { jobs.run_until(async { drop(stopped.await) }).await });
    for n in 0..3 {
        bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", n)).await;
        let done = async {
            while bench.effects().await.len() <= n {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, done).await.unwrap();
    }
    stop.send(()).unwrap();
    tokio::time::timeout(SOON, worker).await.unwrap().unwrap();
    assert_eq!(bench.queue().await, []);
}

#[tokio::test]
async fn all_hands_are_used_and_what_runs_is_finished_before_the_stop() {
    let mut bench = Bench::new().await;
    let (three_at_once, go) = (Arc::new(tokio::sync::Barrier::new(4)), Arc::new(Notify::new()));
    let (barrier, may_go) = (Arc::clone(&three_at_once), Arc::clone(&go));
    let jobs = bench.node().with(Settings { concurrency: 3, poll_ms: 5, ..Settings::default() }).handle(
        "test.effect",
        move |context: Context, n: u32| {
            let (barrier, may_go) = (Arc::clone(&barrier), Arc::clone(&may_go));
            async move {
                let waits = may_go.notified();
                barrier.wait().await;
                waits.await;
                effect(context, n).await
            }
        },
    );
    for n in 0..4 {
        bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", n)).await;
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(async move { jobs.run_until(async { drop(stopped.await) }).await });
    tokio::time::timeout(SOON, three_at_once.wait()).await.unwrap();
    // Let the worker look again with its hands full.
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();
    // Let the worker see it before the three finish.
    tokio::time::sleep(Duration::from_millis(50)).await;
    go.notify_waiters();
    tokio::time::timeout(SOON, worker).await.unwrap().unwrap();
    assert_eq!(bench.effects().await, ["n:0", "n:1", "n:2"]);
    assert_eq!((bench.queue().await.len(), bench.queue().await[0].attempt), (1, 0));
}

#[tokio::test]
async fn what_does_not_finish_in_time_is_broken_off_and_given_back() {
    let mut bench = Bench::new().await;
    let has_begun = Arc::new(Notify::new());
    let signal = Arc::clone(&has_begun);
    let jobs = bench.node().with(Settings { grace_ms: 20, ..Settings::default() }).handle(
        "test.endless",
        move |context: Context, (): ()| {
            let signal = Arc::clone(&signal);
            async move {
                let mut unit = context.unit().await?;
                unit.audit(AuditEntry::new("test.never", "n", 0));
                signal.notify_one();
                pending::<()>().await;
                Ok(unit.commit(()).await?)
            }
        },
    );
    bench.enqueue(bench.test.tenant(), NewJob::new("test.endless", ()).unique("k")).await;
    let worker = jobs.run_until(has_begun.notified());
    tokio::time::timeout(SOON, worker).await.unwrap();
    let queue = bench.queue().await;
    assert_eq!((queue[0].state.as_str(), queue[0].attempt, queue[0].failures), ("ready", 1, 0));
    assert_eq!(queue[0].unique_key.as_deref(), Some("k"));
    assert_eq!(bench.effects().await, Vec::<String>::new());
}
