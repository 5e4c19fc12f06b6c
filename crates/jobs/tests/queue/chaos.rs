//! Workers that race, fail, panic and stall as a seed decides: every job takes effect exactly once.

use std::{sync::Arc, time::Duration};

use data::{AuditEntry, NewJob};
use jiff::SignedDuration;
use jobs::{Context, JobError, Jobs, Policy};
use kernel::Clocks;

use super::Bench;

const JOBS: u32 = 120;

/// `SplitMix64`: what befalls an attempt, from the seed, the job and the attempt.
fn fate(seed: u64, job: u32, attempt: i32) -> u64 {
    let mixed = seed ^ (u64::from(job) << 32) ^ u64::from(attempt.unsigned_abs());
    let mut z = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % 100
}

async fn befall(context: Context, n: u32, seed: u64, clocks: Clocks) -> Result<(), JobError> {
    let fate = fate(seed, n, context.attempt());
    let mut unit = context.unit().await?;
    unit.audit(AuditEntry::new("test.effect", "n", format!("{n:03}")));
    match fate {
        0..10 => return Err(JobError::retry("FATE")),
        10..20 => panic!("fate"),
        20..30 => {
            // Every lease of this moment lapses, and the others take over while this one sleeps.
            clocks.real.advance(SignedDuration::from_secs(16));
            clocks.business.advance(SignedDuration::from_secs(600));
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        _ => {}
    }
    unit.commit(()).await?;
    assert!(fate < 90, "fate, after the commit");
    Ok(())
}

fn node(bench: &Bench, seed: u64) -> Arc<Jobs> {
    let clocks = bench.clocks.clone();
    let policy = Policy { failures: 1_000, cap: SignedDuration::from_secs(60), ..Policy::default() };
    Arc::new(bench.node().handle_under(policy, "test.fate", move |context: Context, n: u32| {
        befall(context, n, seed, clocks.clone())
    }))
}

async fn every_effect_happens_once(seed: u64) {
    let mut bench = Bench::new().await;
    let nodes = [node(&bench, seed), node(&bench, seed), node(&bench, seed)];
    for n in 0..JOBS {
        bench.enqueue(bench.test.tenant(), NewJob::new("test.fate", n)).await;
    }
    let mut rounds = 0;
    while !bench.queue().await.is_empty() {
        rounds += 1;
        assert!(rounds < 1_000, "seed {seed}: jobs are left over: {:?}", bench.queue().await);
        let running = nodes.each_ref().map(|node| {
            let node = Arc::clone(node);
            tokio::spawn(async move { node.run_due().await.unwrap() })
        });
        for node in running {
            node.await.unwrap();
        }
        bench.clocks.real.advance(SignedDuration::from_secs(16));
        bench.hours(1);
    }
    let expected: Vec<String> = (0..JOBS).map(|n| format!("n:{n:03}")).collect();
    assert_eq!(bench.effects().await, expected, "seed {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn every_effect_happens_once_whatever_befalls() {
    // Another seed: SEED=7 cargo test -p jobs whatever_befalls
    let seeds = std::env::var("SEED").map_or(vec![1, 2, 3], |seed| vec![seed.parse().unwrap()]);
    for seed in seeds {
        every_effect_happens_once(seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn workers_that_race_never_run_a_job_twice() {
    let mut bench = Bench::new().await;
    let effect = |context: Context, n: u32| async move {
        let mut unit = context.unit().await?;
        unit.audit(AuditEntry::new("test.effect", "n", format!("{n:03} at {}", context.attempt())));
        Ok(unit.commit(()).await?)
    };
    let nodes = [(); 3].map(|()| bench.node().handle("test.effect", effect));
    for n in 0..JOBS {
        bench.enqueue(bench.test.tenant(), NewJob::new("test.effect", n)).await;
    }
    let running = nodes.map(|node| tokio::spawn(async move { node.run_due().await.unwrap() }));
    let mut ran = 0;
    for node in running {
        ran += node.await.unwrap();
    }
    assert_eq!(ran, JOBS as usize);
    let expected: Vec<String> = (0..JOBS).map(|n| format!("n:{n:03} at 1")).collect();
    assert_eq!(bench.effects().await, expected);
}
