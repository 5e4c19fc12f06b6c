//! Steps 4 and 5: rate limits by address, network, account and guess, each in two sliding windows.
//!
//! 1. A caller has a burst and a sustained rate; both must have room, those of its network too. What is refused is counted
//!    nowhere: whoever waits as told gets through.
//! 2. A window is ten buckets ([`window`]): never more than the limit in any stretch of nine tenths of it.
//! 3. Memory is bounded ([`memory`]), and a crowd of newcomers does not make a full counter be forgotten.
//! 4. Nodes count together once a Redis is named ([`shared`]); when it is gone each counts by itself.
//!
//! There are no API keys yet, so none are counted: a credential of that kind is a variant of [`Who`] when it exists.

mod circuit;
mod config;
mod fields;
mod memory;
mod plans;
mod shared;
#[cfg(test)]
mod tests;
mod who;
mod window;

use std::{sync::Arc, time::Duration};

use kernel::Clock;
use web::Class;

pub use config::{Ipv6, LimitConfig, LimitsConfig, PlanLimits};
pub use fields::Left;
pub(crate) use fields::{class_name, dress, nearest};
pub(crate) use plans::{PlanFactor, Plans};
pub use who::{Ask, Who};
pub use window::Policy;

use crate::Error;
use memory::{Memory, Verdict};
use shared::Shared;

/// Counts requests; clones share the counts.
#[derive(Clone)]
pub struct Limiter {
    clock: Clock,
    memory: Arc<Memory>,
    shared: Option<Arc<Shared>>,
}

impl Limiter {
    /// Counts in this process; `remembered` bounds the counters, at 128 bytes each.
    #[must_use]
    pub fn new(clock: Clock, remembered: u64) -> Self {
        Self { clock, memory: Arc::new(Memory::new(remembered)), shared: None }
    }

    /// Counts together with other nodes, if the configuration names where; to be called inside a runtime.
    ///
    /// # Errors
    /// When what it names is no address of a Redis.
    pub fn sharing(self, limits: &LimitsConfig) -> Result<Self, Error> {
        use secrecy::ExposeSecret;
        if limits.redis.expose_secret().is_empty() {
            return Ok(self);
        }
        let deadline = Duration::from_millis(limits.redis_deadline_ms.get());
        let rest = Duration::from_millis(limits.redis_rest_ms.get());
        let shared = Shared::new(&limits.redis, deadline, rest)?;
        Ok(Self { shared: Some(Arc::new(shared)), ..self })
    }

    /// Counts one request, if all that is asked has room for it. The widest is asked first.
    ///
    /// # Errors
    /// What is left, of which something is used up; nothing was counted.
    pub async fn take<const N: usize>(&self, class: Class, asks: [Ask; N]) -> Result<Vec<Left>, Vec<Left>> {
        if asks.iter().all(Ask::is_off) {
            return Ok(Vec::new());
        }
        let now_ms = self.clock.now().as_millisecond();
        let verdict = match self.together(class, &asks, true, now_ms).await {
            Some(verdict) => verdict,
            None => self.memory.take(class, &asks, now_ms),
        };
        let lefts = lefts(class, &asks, &verdict);
        if verdict.admitted { Ok(lefts) } else { Err(lefts) }
    }

    /// What is left, without counting.
    pub async fn look<const N: usize>(&self, class: Class, asks: [Ask; N]) -> Vec<Left> {
        if asks.iter().all(Ask::is_off) {
            return Vec::new();
        }
        let now_ms = self.clock.now().as_millisecond();
        let verdict = match self.together(class, &asks, false, now_ms).await {
            Some(verdict) => verdict,
            None => Verdict { admitted: true, tallies: self.memory.look(class, &asks, now_ms) },
        };
        lefts(class, &asks, &verdict)
    }

    /// Counters that this process remembers now.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.memory.remembered()
    }

    async fn together<const N: usize>(
        &self,
        class: Class,
        asks: &[Ask; N],
        count: bool,
        now_ms: i64,
    ) -> Option<Verdict<N>> {
        self.shared.as_ref()?.decide(class, asks, count, now_ms).await
    }
}

/// Of each policy that is in force what is left.
fn lefts<const N: usize>(class: Class, asks: &[Ask; N], verdict: &Verdict<N>) -> Vec<Left> {
    let mut lefts = Vec::with_capacity(2 * N);
    for (ask, tallies) in asks.iter().zip(verdict.tallies) {
        for (n, (policy, tally)) in ask.policies.into_iter().zip(tallies).enumerate() {
            if policy.limit > 0 {
                lefts.push(Left::new(class, ask.who.name(), n == 0, policy, tally));
            }
        }
    }
    lefts
}
