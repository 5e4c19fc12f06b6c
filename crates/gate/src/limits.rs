//! Steps 4 and 5: rate limits by address and by account, in a sliding window.
//!
//! 1. A window is ten buckets; a request counts until its bucket leaves the window, so the limit is
//!    exact to a tenth of the window and never lets more through than it says.
//! 2. A refused request does not count: whoever waits as told gets through.
//! 3. Memory is bounded: of more callers than are remembered the longest idle are forgotten.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::{Clock, TenantId, UserId};
use moka::{policy::EvictionPolicy, sync::Cache};
use sha2::{Digest, Sha256};
use web::Class;

use crate::LimitConfig;

const BUCKETS: i64 = 10;

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// An address, or the /64 of an IPv6 one.
    Address(IpAddr),
    /// A signed-in account.
    Account(TenantId, UserId),
    /// An account that somebody tries to sign in to, by a hash.
    Claimed([u8; 16]),
}

/// So many requests in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Requests in a window; zero for no limit.
    pub limit: u32,
    /// The window in seconds.
    pub seconds: u32,
}

/// What is left of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The policy.
    pub policy: Policy,
    /// Requests left now.
    pub remaining: u32,
    /// Seconds until more are left, rounded up.
    pub reset: u32,
}

/// Counts requests; clones share the counts.
#[derive(Clone)]
pub struct Limiter {
    clock: Clock,
    windows: Cache<(Class, Who), Arc<Mutex<Window>>>,
}

#[derive(Debug, Default)]
struct Window {
    /// The number of the newest bucket since the epoch.
    newest: i64,
    counts: [u32; 10],
}

impl Limiter {
    /// Nobody counted yet; `remembered` bounds the callers.
    #[must_use]
    pub fn new(clock: Clock, remembered: u64) -> Self {
        let windows = Cache::builder().max_capacity(remembered).time_to_idle(Duration::from_hours(24));
        // The usual policy would rather refuse the newest, and a caller who is not remembered is not limited.
        let windows = windows.eviction_policy(EvictionPolicy::lru()).build();
        Self { clock, windows }
    }

    /// Counts one request, if the policy has room for it; else says how many seconds to wait.
    ///
    /// # Errors
    /// What is left: nothing, and when to come again.
    pub fn take(&self, class: Class, who: Who, policy: Policy) -> Result<Left, Left> {
        if policy.limit == 0 {
            return Ok(Left { policy, remaining: u32::MAX, reset: 0 });
        }
        let window = self.windows.get_with((class, who), Arc::default);
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.now().as_millisecond();
        window.roll(now_ms, policy);
        let left = window.left(now_ms, policy);
        if left.remaining == 0 {
            return Err(left);
        }
        let newest = slot(window.newest);
        window.counts[newest] += 1;
        Ok(window.left(now_ms, policy))
    }

    /// What is left, without counting.
    #[must_use]
    pub fn look(&self, class: Class, who: Who, policy: Policy) -> Left {
        let Some(window) = self.windows.get(&(class, who)) else {
            return Left { policy, remaining: policy.limit, reset: 0 };
        };
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        window.roll(self.clock.now().as_millisecond(), policy);
        window.left(self.clock.now().as_millisecond(), policy)
    }
}

impl Who {
    /// Whoever tries to sign in, told apart by these facts.
    pub(crate) fn claiming(facts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for fact in facts {
            digest.update(fact.len().to_le_bytes());
            digest.update(fact);
        }
        let mut short = [0; 16];
        short.copy_from_slice(&digest.finalize()[..16]);
        Self::Claimed(short)
    }

    /// The address as it is counted.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::Address(v4.into()),
            IpAddr::V6(v6) => Self::Address(IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into())),
        }
    }
}

impl LimitConfig {
    /// The policy for one address.
    #[must_use]
    pub fn address(self) -> Policy {
        Policy { limit: self.per_address, seconds: self.seconds.get() }
    }

    /// The policy for one account.
    #[must_use]
    pub fn account(self) -> Policy {
        Policy { limit: self.per_account, seconds: self.seconds.get() }
    }
}

impl Window {
    /// Empties the buckets that have left the window. Where the clock was set back, all begins anew: nobody is to wait
    /// for a time that has been already.
    fn roll(&mut self, now_ms: i64, policy: Policy) {
        let bucket = now_ms.div_euclid(bucket_ms(policy));
        if bucket < self.newest {
            *self = Self { newest: bucket, ..Self::default() };
        }
        let passed = bucket.saturating_sub(self.newest).clamp(0, BUCKETS);
        for step in 1..=passed {
            self.counts[slot(bucket - passed + step)] = 0;
        }
        self.newest = bucket;
    }

    fn left(&self, now_ms: i64, policy: Policy) -> Left {
        let used: u32 = self.counts.iter().sum();
        // The oldest bucket with a request in it is the next to leave.
        let oldest = (0..BUCKETS).rev().find(|age| self.counts[slot(self.newest - age)] > 0);
        let leaves_ms = oldest.map_or(now_ms, |age| (self.newest - age + BUCKETS) * bucket_ms(policy));
        let reset = u32::try_from(((leaves_ms - now_ms).max(0) + 999) / 1000).unwrap_or(u32::MAX);
        Left { policy, remaining: policy.limit.saturating_sub(used), reset }
    }
}

fn bucket_ms(policy: Policy) -> i64 {
    (i64::from(policy.seconds) * 1000 / BUCKETS).max(1)
}

fn slot(bucket: i64) -> usize {
    usize::try_from(bucket.rem_euclid(BUCKETS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy { limit: 5, seconds: 10 };

    fn limiter() -> (Limiter, Clock) {
        let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
        (Limiter::new(clock.clone(), 1000), clock)
    }

    #[test]
    fn the_limit_admits_exactly_that_many_and_says_when_to_come_again() {
        let (limiter, clock) = limiter();
        let me = Who::at("192.0.2.1".parse().unwrap());
        for left in (0..5).rev() {
            assert_eq!(limiter.take(Class::Read, me, POLICY).unwrap().remaining, left);
        }
        let refused = limiter.take(Class::Read, me, POLICY).unwrap_err();
        assert_eq!(refused.reset, 10);
        let other = limiter.take(Class::Write, me, POLICY).unwrap();
        assert_eq!(
            (other.remaining, other.reset),
            (4, 10),
            "the first request already says when it is forgotten"
        );
        assert!(limiter.take(Class::SignIn, me, POLICY).is_ok(), "another class has its own window");
        assert!(limiter.take(Class::Read, Who::at("192.0.2.2".parse().unwrap()), POLICY).is_ok());
        clock.advance(SignedDuration::from_secs(refused.reset.into()));
        assert!(limiter.take(Class::Read, me, POLICY).is_ok(), "whoever waits as told gets through");
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_waiting() {
        let (limiter, clock) = limiter();
        let me = Who::at("192.0.2.1".parse().unwrap());
        while limiter.take(Class::Read, me, POLICY).is_ok() {}
        clock.advance(SignedDuration::from_hours(-1));
        assert!(limiter.take(Class::Read, me, POLICY).is_ok());
    }

    #[test]
    fn a_crowd_of_regulars_does_not_hide_a_newcomer() {
        let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
        let limiter = Limiter::new(clock, 10);
        let caller = |n: u8| Who::at([192, 0, 2, n].into());
        for _ in 0..50 {
            (0..10).for_each(|regular| {
                let _ = limiter.take(Class::Read, caller(regular), POLICY);
            });
        }
        let admitted = (0..50).filter(|_| limiter.take(Class::Read, caller(99), POLICY).is_ok()).count();
        assert_eq!(admitted, 5);
    }

    #[test]
    fn an_ipv6_customer_is_one_caller() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    proptest! {
        /// From the definition: in any stretch as long as the window less one bucket, never more than the limit.
        #[test]
        fn no_window_ever_holds_more_than_the_limit(steps in proptest::collection::vec(0i64..3000, 1..200)) {
            let (limiter, clock) = limiter();
            let me = Who::at("192.0.2.1".parse().unwrap());
            let mut taken = Vec::new();
            for step in steps {
                clock.advance(SignedDuration::from_millis(step));
                if limiter.take(Class::Read, me, POLICY).is_ok() {
                    taken.push(clock.now().as_millisecond());
                }
            }
            for from in &taken {
                let within = taken.iter().filter(|at| (*from..from + 9_000).contains(*at)).count();
                prop_assert!(within <= 5);
            }
        }

        /// From the definition: after a whole silent window the full limit is back.
        #[test]
        fn silence_restores_the_whole_limit(before in 0usize..9, silence in 10_000i64..100_000) {
            let (limiter, clock) = limiter();
            let me = Who::at("192.0.2.1".parse().unwrap());
            for _ in 0..before {
                let _ = limiter.take(Class::Read, me, POLICY);
            }
            clock.advance(SignedDuration::from_millis(silence));
            prop_assert_eq!(limiter.look(Class::Read, me, POLICY).remaining, 5);
        }
    }
}
