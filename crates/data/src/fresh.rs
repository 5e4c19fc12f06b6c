//! A small cache that never answers with anything older than its bound.
//!
//! It makes facts that every request needs (is the account active, is the session revoked) cost one
//! query a second instead of one a request, and still takes effect on every node within that second:
//! there is no message that could be lost. The node that changes a fact forgets it at once.

use std::{future::Future, hash::Hash, time::Duration};

use jiff::{SignedDuration, Timestamp};
use kernel::Clock;
use moka::future::Cache;

/// Values no older than `max_age`, at most `capacity` of them.
pub struct Fresh<K, V> {
    clock: Clock,
    max_age: SignedDuration,
    entries: Cache<K, (Timestamp, V)>,
}

impl<K, V> Fresh<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// An empty cache on the given real clock.
    #[must_use]
    pub fn new(clock: Clock, max_age: Duration, capacity: u64) -> Self {
        let max_age = SignedDuration::try_from(max_age).unwrap_or(SignedDuration::ZERO);
        Self { clock, max_age, entries: Cache::new(capacity) }
    }

    /// The kept value, or a new one from `load`, whose age counts from before it was asked for.
    ///
    /// # Errors
    /// Those of `load`; a failure is not kept.
    pub async fn get<E>(&self, key: K, load: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        if let Some((at, value)) = self.entries.get(&key).await
            && self.is_young(at)
        {
            return Ok(value);
        }
        let asked = self.clock.now();
        let value = load.await?;
        self.entries.insert(key, (asked, value.clone())).await;
        Ok(value)
    }

    /// What is from the future was kept before the clock was set back: its age is not known.
    fn is_young(&self, at: Timestamp) -> bool {
        (SignedDuration::ZERO..self.max_age).contains(&self.clock.now().duration_since(at))
    }

    /// Drops one value: the fact has just changed here.
    pub async fn forget(&self, key: &K) {
        self.entries.invalidate(key).await;
    }

    /// Drops everything.
    pub fn forget_all(&self) {
        self.entries.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[tokio::test]
    async fn nothing_older_than_the_bound_is_answered() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let cache = Fresh::new(clock.clone(), Duration::from_millis(900), 10);
        let load = |value: u8| async move { Ok::<_, Infallible>(value) };
        assert_eq!(cache.get("a", load(1)).await, Ok(1));
        clock.advance(SignedDuration::from_millis(899));
        assert_eq!(cache.get("a", load(2)).await, Ok(1));
        clock.advance(SignedDuration::from_millis(1));
        assert_eq!(cache.get("a", load(3)).await, Ok(3));
        cache.forget(&"a").await;
        assert_eq!(cache.get("a", load(4)).await, Ok(4));
        clock.advance(SignedDuration::from_millis(-1));
        assert_eq!(cache.get("a", load(5)).await, Ok(5), "the clock was set back");
    }
}
