//! The script against the rule in memory, and a Redis that dies, hangs and comes back.

use std::sync::Arc;

use fred::interfaces::ClientLike;
use jiff::{SignedDuration, Timestamp};
use kernel::Clock;
use testkit::Redis;

use super::*;
use crate::limits::{Limiter, Policy, Who, memory::Memory};

const START_MS: i64 = 1_800_000_000_000;
const NOBODY_IS_SLOW: Duration = Duration::from_secs(20);

fn shared(redis: &Redis, deadline: Duration) -> Shared {
    Shared::new(&redis.url().into(), deadline, Duration::from_secs(1)).unwrap()
}

/// Two nodes are two of these.
async fn node(redis: &Redis, deadline: Duration) -> (Limiter, Clock) {
    let clock = Clock::manual(Timestamp::from_millisecond(START_MS).unwrap());
    let mut limiter = Limiter::new(clock.clone(), 1000);
    let shared = shared(redis, deadline);
    shared.client.wait_for_connect().await.unwrap();
    limiter.shared = Some(Arc::new(shared));
    (limiter, clock)
}

fn asks(who: u32, limits: [u32; 2]) -> [Ask; 2] {
    let network = std::net::Ipv6Addr::from(u128::from(who / 4) << 80);
    let address =
        std::net::IpAddr::V6(std::net::Ipv6Addr::from(u128::from(who / 4) << 80 | u128::from(who % 4) << 64));
    let policies = [Policy { limit: limits[0], seconds: 1 }, Policy { limit: limits[1], seconds: 7 }];
    let wider = policies.map(|policy| Policy { limit: policy.limit * 3, ..policy });
    [Ask { who: Who::Network(network), policies: wider }, Ask { who: Who::at(address, 64), policies }]
}

async fn admits(limiter: &Limiter, asks: [Ask; 2]) -> bool {
    limiter.take(Class::Read, asks).await.is_ok()
}

/// Numbers by chance, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(below)).unwrap()
    }
}

/// What the script says at an instant that the test chooses.
async fn at<const N: usize>(shared: &Shared, asks: &[Ask; N], count: bool, now_ms: i64) -> Verdict<N> {
    let mut arguments = question(Class::Read, asks, count);
    arguments.insert(0, format!("local now = {now_ms}\n{RULE}").into());
    let answer: Vec<i64> = shared.client.custom(command("EVAL"), arguments).await.unwrap();
    read(&answer, asks).unwrap()
}

#[tokio::test]
async fn the_script_and_the_memory_give_every_answer_alike() {
    let redis = Redis::start();
    let shared = shared(&redis, NOBODY_IS_SLOW);
    shared.client.wait_for_connect().await.unwrap();
    let memory = Memory::new(1_000_000);
    let (mut dice, mut now_ms, mut refused) = (Dice(1), START_MS, 0);
    for round in 0..4000 {
        now_ms += match dice.roll(200) {
            0 => i64::from(dice.roll(20_000)),
            1 => -i64::from(dice.roll(9_000)),
            _ => i64::from(dice.roll(60)),
        };
        let limits = if dice.roll(50) == 0 { [0, 4] } else { [3, 9 - dice.roll(2)] };
        let asks = asks(dice.roll(12), limits);
        let count = dice.roll(10) > 0;
        let theirs = at(&shared, &asks, count, now_ms).await;
        let ours = if count {
            memory.take(Class::Read, &asks, now_ms)
        } else {
            Verdict { tallies: memory.look(Class::Read, &asks, now_ms), ..theirs }
        };
        assert_eq!(theirs, ours, "round {round} at {now_ms}");
        refused += i32::from(!ours.admitted);
    }
    assert!((400..3600).contains(&refused), "{refused} refused: the sequence says too little");
}

#[tokio::test]
async fn counters_leave_redis_when_they_are_silent() {
    let redis = Redis::start();
    let (limiter, _) = node(&redis, NOBODY_IS_SLOW).await;
    assert!(admits(&limiter, asks(1, [3, 9])).await);
    let shared = limiter.shared.as_ref().unwrap();
    let ages = "local all = {} for n, key in ipairs(redis.call('KEYS', '*')) do all[n] = redis.call('PTTL', key) end return all";
    let left: Vec<i64> = shared.client.custom(command("EVAL"), vec![ages, "0"]).await.unwrap();
    assert!(left.len() == 2 && left.iter().all(|ms| (1..=7_000).contains(ms)), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_admit_exactly_the_limit_together() {
    let redis = Redis::start();
    // Far apart by their own clocks: that of Redis counts.
    let (one, clock) = node(&redis, NOBODY_IS_SLOW).await;
    let (two, _) = node(&redis, NOBODY_IS_SLOW).await;
    clock.advance(SignedDuration::from_hours(5));
    let policies = [Policy { limit: 0, seconds: 1 }, Policy { limit: 100, seconds: 3600 }];
    let me = [Ask { who: Who::at("192.0.2.1".parse().unwrap(), 64), policies }];
    let takes = (0..300).map(|n| {
        let limiter = if n % 2 == 0 { one.clone() } else { two.clone() };
        tokio::spawn(async move { limiter.take(Class::Read, me).await.is_ok() })
    });
    let mut admitted = 0;
    for take in takes.collect::<Vec<_>>() {
        admitted += i32::from(take.await.unwrap());
    }
    assert_eq!(admitted, 100);
    assert_eq!((one.remembered(), two.remembered()), (0, 0), "nothing was decided locally");
}

#[tokio::test]
async fn without_redis_each_node_limits_by_itself_and_with_it_both_together_again() {
    let mut redis = Redis::start();
    let (limiter, clock) = node(&redis, Duration::from_millis(300)).await;
    let me = asks(1, [0, 3]);
    assert!(admits(&limiter, me).await);
    assert_eq!(limiter.remembered(), 0, "counted by Redis");

    redis.kill();
    for admitted in [true, true, true, false, false] {
        assert_eq!(admits(&limiter, me).await, admitted, "limited, and no error");
    }
    assert_eq!(limiter.remembered(), 2, "counted here");

    redis.start_anew();
    limiter.shared.as_ref().unwrap().client.wait_for_connect().await.unwrap();
    assert!(!admits(&limiter, me).await, "it is left alone until the rest is over");
    clock.advance(SignedDuration::from_secs(1));
    for admitted in [true, true, true, false] {
        assert_eq!(admits(&limiter, me).await, admitted, "an empty Redis counts from the beginning");
    }
}

#[tokio::test]
async fn a_redis_that_hangs_is_asked_once_a_rest_and_not_by_each_request() {
    let redis = Redis::start();
    let (limiter, clock) = node(&redis, Duration::from_millis(100)).await;
    redis.hang();
    for rest in 0..2 {
        let all = async {
            for n in 0..100 {
                assert_eq!(admits(&limiter, asks(1, [0, 50])).await, rest == 0 && n < 50);
            }
        };
        // A few deadlines, far from the hundred that asking each time would take; and less than after which a silent
        // connection is given up.
        tokio::time::timeout(Duration::from_millis(1500), all).await.expect("one deadline and no more");
        clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(limiter.remembered(), 2, "counted here");
    redis.go_on();
    let shared = limiter.shared.as_ref().unwrap();
    while shared.decide(Class::Read, &asks(9, [0, 9]), true, clock.now().as_millisecond()).await.is_none() {
        clock.advance(SignedDuration::from_secs(1));
    }
}

async fn custom(shared: &Shared, command: &'static str, arguments: &[&str]) -> String {
    shared.client.custom(super::command(command), arguments.to_vec()).await.unwrap()
}

#[tokio::test]
async fn a_server_that_lost_the_script_learns_it_again() {
    let redis = Redis::start();
    let (limiter, _) = node(&redis, NOBODY_IS_SLOW).await;
    assert!(admits(&limiter, asks(1, [0, 3])).await);
    let _: String = custom(limiter.shared.as_ref().unwrap(), "SCRIPT", &["FLUSH"]).await;
    assert!(admits(&limiter, asks(1, [0, 3])).await);
    assert_eq!(limiter.remembered(), 0, "no question was lost");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_not_told() {
    for url in
        ["", "localhost:6379", "http://user:hunter2@host", "redis://user:hunter2@host:99999", "redis:// x"]
    {
        let error = Shared::new(&url.into(), NOBODY_IS_SLOW, NOBODY_IS_SLOW).err().unwrap();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    for url in ["redis://user:hunter2@127.0.0.1:1", "rediss://127.0.0.1:1/2", "valkey://127.0.0.1:1"] {
        assert!(Shared::new(&url.into(), NOBODY_IS_SLOW, NOBODY_IS_SLOW).is_ok(), "{url}");
    }
}
