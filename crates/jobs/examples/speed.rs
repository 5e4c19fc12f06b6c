//! Measures the queue on this machine: how soon a job starts after a commit of the same process and of
//! another one, and how many jobs a second one node runs. `cargo run --release -p jobs --example speed`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that is read by a person")]

use std::time::Duration;

use data::{Actor, Database, NewJob};
use jiff::SignedDuration;
use jobs::{Context, JobError, Jobs};
use kernel::{Clock, Clocks};
use testkit::TestDatabase;
use tokio::sync::{mpsc, oneshot};

#[tokio::main]
async fn main() {
    let test = testkit::database().await;
    let database = test.open(Clocks::system());
    let mut here = latencies(&test, &database, database.clone(), 500).await;
    report("start after a commit here", &mut here);
    let mut elsewhere = latencies(&test, &database, test.open(Clocks::system()), 20).await;
    report("start after a commit elsewhere", &mut elsewhere);
    throughput(&test, &database, 5_000).await;
}

/// One job at a time: from the moment before its commit to the start of its handler.
async fn latencies(
    test: &TestDatabase,
    database: &Database,
    worker: Database,
    times: usize,
) -> Vec<SignedDuration> {
    let clock = Clock::system();
    let (started, mut has_started) = mpsc::unbounded_channel();
    let at = clock.clone();
    let jobs = Jobs::new(worker).handle("speed.start", move |_, (): ()| {
        let sent = started.send(at.now());
        async move { sent.map_err(|_| JobError::discard("NOBODY_LISTENS")) }
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(async move { jobs.run_until(async { drop(stopped.await) }).await });
    let mut waits = Vec::new();
    for _ in 0..times {
        // Let the worker come to rest.
        tokio::time::sleep(Duration::from_millis(7)).await;
        let before = clock.now();
        enqueue(test, database, [NewJob::new("speed.start", ())]).await;
        waits.push(has_started.recv().await.unwrap().duration_since(before));
    }
    stop.send(()).unwrap();
    worker.await.unwrap();
    waits
}

/// Jobs whose handler commits a unit, four at a time.
async fn throughput(test: &TestDatabase, database: &Database, count: usize) {
    let clock = Clock::system();
    enqueue(test, database, (0..count).map(|n| NewJob::new("speed.run", n))).await;
    let jobs = Jobs::new(test.open(Clocks::system()))
        .handle("speed.run", |context: Context, _: usize| async move {
            Ok(context.unit().await?.commit(()).await?)
        });
    let before = clock.now();
    let watch = Jobs::new(database.clone());
    let all_done = async {
        while watch.depth().await.unwrap().due > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    jobs.run_until(all_done).await;
    let took = clock.now().duration_since(before).as_secs_f64();
    println!(
        "{count} jobs of one unit each: {:.0} a second",
        f64::from(u32::try_from(count).unwrap()) / took
    );
}

async fn enqueue(test: &TestDatabase, database: &Database, jobs: impl IntoIterator<Item = NewJob>) {
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    jobs.into_iter().for_each(|job| unit.enqueue(job));
    unit.commit(()).await.unwrap();
}

fn report(what: &str, waits: &mut [SignedDuration]) {
    waits.sort();
    let at = |share: usize| waits[(waits.len() * share / 100).min(waits.len() - 1)].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", at(50), at(99), at(100));
}
