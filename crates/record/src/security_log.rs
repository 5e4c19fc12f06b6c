//! Refusals on their way to the database: counted in memory at once, written in batches beside the requests.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use data::{Database, Result};
use tokio::{sync::Notify, time::sleep};

use crate::{
    SecurityEvent, Severity,
    rules::tally::{Counted, Counters, Key, Tally, minute_of},
    store,
};

/// The reason under which the number of those stands that did not fit: what is known of them is that they were. It has
/// no address and no route; on a node that serves several tenants, each that was refused something in the same second
/// is shown the whole number.
pub const DROPPED: &str = "events_dropped";

/// The most counters held in memory, about two megabytes.
const MOST: usize = 10_000;
/// As many counters are written at once, whether or not it is time.
const MANY: usize = 2_500;
/// Counters in one statement.
const BATCH: usize = 1_000;
/// How often what was counted is written.
const EVERY: Duration = Duration::from_secs(1);

/// Counts refusals; clones share the counters.
#[derive(Clone)]
pub struct SecurityLog(Arc<Inner>);

struct Inner {
    database: Database,
    tally: Mutex<Tally>,
    many: Notify,
    dropped: AtomicU64,
    most: usize,
}

impl SecurityLog {
    /// An empty log over the real clock of `database`. Nothing is written before [`SecurityLog::run_until`] or
    /// [`SecurityLog::flush`].
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self::holding(database, MOST)
    }

    /// With room for this many counters.
    fn holding(database: Database, most: usize) -> Self {
        Self(Arc::new(Inner {
            database,
            tally: Mutex::default(),
            many: Notify::new(),
            dropped: AtomicU64::new(0),
            most,
        }))
    }

    /// Counts a refusal. It takes well under a microsecond, and neither waits nor fails: without room for
    /// another counter the event is dropped, and counted in `security_events_dropped_total`.
    pub fn note(&self, event: SecurityEvent<'_>) {
        metrics::counter!("security_events_total", "reason" => event.reason).increment(1);
        let now = self.0.database.clocks().real.now();
        let mut tally = self.tally();
        tally.note(event, now, self.0.most);
        let many = tally.len() >= MANY;
        drop(tally);
        if many {
            self.0.many.notify_one();
        }
    }

    /// Events that did not fit, since the start and up to the last writing.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// Writes what was counted so far, and answers how many counters that were. What cannot be written is
    /// kept, within the bound. If the connection breaks at the moment of a commit, a batch may be counted
    /// twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn flush(&self) -> Result<usize> {
        let (mut counters, dropped) = self.tally().take();
        if dropped > 0 {
            self.0.dropped.fetch_add(dropped, Ordering::Relaxed);
            metrics::counter!("security_events_dropped_total").increment(dropped);
            tracing::warn!(dropped, "more refusals than can be counted apart");
            self.count_dropped(&mut counters, dropped);
        }
        for (at, batch) in counters.chunks(BATCH).enumerate() {
            if let Err(error) = store::counters::add(&self.0.database, batch).await {
                self.0.database.learn(&error);
                self.give_back(counters[at * BATCH..].to_vec());
                return Err(error);
            }
        }
        Ok(counters.len())
    }

    /// Writes every second, and sooner when much was counted, until `stop` is ready; then once more. While the
    /// database is away, it goes on counting and trying.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let (mut stopping, mut away) = (false, false);
        while !stopping {
            tokio::select! {
                () = &mut stop => stopping = true,
                () = sleep(EVERY) => {}
                () = self.0.many.notified(), if !away => {}
            }
            let written = self.flush().await;
            if let (Err(error), false) = (&written, away) {
                tracing::warn!(cause = %data::describe(error), "refusals cannot be written, and are kept");
            }
            away = written.is_err();
        }
    }

    /// A counter of the dropped for each tenant, beyond the bound: there are fewer tenants than counters.
    fn count_dropped(&self, counters: &mut Counters, dropped: u64) {
        let minute = minute_of(self.0.database.clocks().real.now());
        let mut tenants: Vec<_> = counters.iter().map(|(key, _)| key.tenant).collect();
        tenants.dedup();
        for tenant in tenants {
            let address = std::net::Ipv4Addr::UNSPECIFIED.into();
            let key = Key { tenant, minute, reason: DROPPED, address, route: "".into() };
            let times = i64::try_from(dropped).unwrap_or(i64::MAX);
            let dropped =
                Counted { times, score: 0, severity: Severity::Medium, country: None, evidence: None };
            // One of this minute may have come back from a writing that failed: a key stands once in a statement.
            match counters.iter_mut().find(|(other, _)| *other == key) {
                Some((_, counted)) => counted.add(dropped),
                None => counters.push((key, dropped)),
            }
        }
        counters.sort_unstable_by(|one, two| one.0.cmp(&two.0));
    }

    fn give_back(&self, counters: Counters) {
        self.tally().give_back(counters, self.0.most);
    }

    /// A panic while it was held leaves the counters as true as before.
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.0.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
