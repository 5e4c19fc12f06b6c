//! The request log: one row a request, by route and never by path, without body and query. Noted in memory when the
//! answer leaves, written in batches beside the requests; what does not fit is dropped and counted.

use std::{
    num::NonZeroU16,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use data::{Database, Result, Unit};
use jiff::{SignedDuration, Timestamp};
use kernel::{PageSize, RequestId, TenantId, UserId, locale::Country};
use serde::Deserialize;
use tokio::{sync::Notify, time::sleep};

use crate::store;

/// The most rows held in memory, about ten megabytes.
const MOST: usize = 30_000;
/// As many are written at once, whether or not it is time.
const MANY: usize = 5_000;
/// Rows in one statement.
const BATCH: usize = 1_000;
/// How often what was noted is written.
const EVERY: Duration = Duration::from_secs(1);

/// The section `[requests]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether requests are logged one by one.
    pub keep: bool,
    /// The most rows of one second; more are counted, not kept. Zero for all that fit.
    pub per_second: u32,
    /// Days that a row is kept.
    pub days: NonZeroU16,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Of which business.
    pub tenant: TenantId,
    /// When the answer left, in real time.
    pub at: Timestamp,
    /// Who asked; `None` for a guest.
    pub user: Option<UserId>,
    /// The method; `other` for invented ones.
    pub method: &'static str,
    /// The route as the table writes it; `-` without one.
    pub route: String,
    /// The status of the answer.
    pub status: u16,
    /// Why the gate refused it, if it did.
    pub reason: Option<&'static str>,
    /// Microseconds from its head to its answer's.
    pub micros: i64,
    /// Bytes of its body, when it said so.
    pub request_bytes: Option<i64>,
    /// Bytes of the answer's body, when that was known before it was sent.
    pub answer_bytes: Option<i64>,
    /// Its correlation id.
    pub correlation: String,
    /// Where its address is at home, when that is known.
    pub country: Option<Country>,
}

/// A row of the log, as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// Its identifier, which begins with the millisecond of the answer; later ones are greater.
    pub id: RequestId,
    /// When the answer left, to the millisecond.
    pub at: Timestamp,
    /// Who asked: `guest`, `user:<id>`.
    pub actor: String,
    /// The method.
    pub method: String,
    /// The route.
    pub route: String,
    /// The status of the answer.
    pub status: u16,
    /// Why the gate refused it, if it did.
    pub reason: Option<String>,
    /// Microseconds from its head to its answer's.
    pub micros: i64,
    /// Bytes of its body.
    pub request_bytes: Option<i64>,
    /// Bytes of the answer's body.
    pub answer_bytes: Option<i64>,
    /// Its correlation id.
    pub correlation: String,
    /// Where its address is at home.
    pub country: Option<String>,
}

/// Which rows; without any, all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that were refused, for this reason alone.
    pub reason: Option<String>,
    /// Of this user alone.
    pub user: Option<UserId>,
    /// At this route alone.
    pub route: Option<String>,
    /// With this status alone.
    pub status: Option<u16>,
    /// With this correlation id alone.
    pub correlation: Option<String>,
    /// Answered from then on.
    pub since: Option<Timestamp>,
    /// Answered before then.
    pub until: Option<Timestamp>,
}

/// Takes requests down; clones share the rows.
#[derive(Clone)]
pub struct RequestLog(Arc<Inner>);

struct Inner {
    database: Database,
    config: Config,
    waiting: Mutex<Waiting>,
    many: Notify,
    dropped: AtomicU64,
    most: usize,
}

#[derive(Default)]
struct Waiting {
    rows: Vec<Request>,
    dropped: u64,
    second: i64,
    in_second: u32,
}

impl RequestLog {
    /// An empty log over `database`. Nothing is written before [`RequestLog::run_until`] or [`RequestLog::flush`].
    #[must_use]
    pub fn new(database: Database, config: Config) -> Self {
        Self::holding(database, config, MOST)
    }

    /// With room for this many rows.
    fn holding(database: Database, config: Config, most: usize) -> Self {
        Self(Arc::new(Inner {
            database,
            config,
            waiting: Mutex::default(),
            many: Notify::new(),
            dropped: AtomicU64::new(0),
            most,
        }))
    }

    /// Whether anything is kept at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.config.keep
    }

    /// Rows that did not fit or were not to be kept, since the start and up to the last writing.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// Takes a request down. It neither waits nor fails: without room the row is dropped, and counted in
    /// `request_rows_dropped_total`.
    pub fn note(&self, request: Request) {
        if !self.0.config.keep {
            return;
        }
        let mut waiting = self.waiting();
        waiting.note(request, self.0.config.per_second, self.0.most);
        let many = waiting.rows.len() >= MANY;
        drop(waiting);
        if many {
            self.0.many.notify_one();
        }
    }

    /// Writes what was noted so far, and answers how many rows that were. What cannot be written is kept, within the
    /// bound.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn flush(&self) -> Result<usize> {
        let (rows, dropped) = self.waiting().take();
        if dropped > 0 {
            self.0.dropped.fetch_add(dropped, Ordering::Relaxed);
            metrics::counter!("request_rows_dropped_total").increment(dropped);
        }
        for (at, batch) in rows.chunks(BATCH).enumerate() {
            if let Err(error) = store::request_rows::add(&self.0.database, batch).await {
                self.0.database.learn(&error);
                self.waiting().give_back(&rows[at * BATCH..], self.0.most);
                return Err(error);
            }
        }
        Ok(rows.len())
    }

    /// Writes every second, and sooner when much was noted, until `stop` is ready; then once more. While the database
    /// is away, it keeps what fits and goes on trying.
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
                tracing::warn!(cause = %data::describe(error), "requests cannot be written down, and are kept");
            }
            away = written.is_err();
        }
    }

    /// Removes a tenant's rows that are past their days; answers how many. Safe to repeat and to break off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, tenant: TenantId) -> Result<u64> {
        let kept = SignedDuration::from_hours(24 * i64::from(self.0.config.days.get()));
        let before = self.0.database.clocks().real.now().checked_sub(kept)?;
        store::request_rows::remove(&self.0.database, tenant, before).await
    }

    /// A panic while it was held leaves the rows as true as before.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn note(&mut self, request: Request, per_second: u32, most: usize) {
        let second = request.at.as_second();
        if second != self.second {
            (self.second, self.in_second) = (second, 0);
        }
        self.in_second = self.in_second.saturating_add(1);
        let sampled_out = per_second > 0 && self.in_second > per_second;
        if sampled_out || self.rows.len() >= most {
            self.dropped += 1;
        } else {
            self.rows.push(request);
        }
    }

    fn take(&mut self) -> (Vec<Request>, u64) {
        (std::mem::take(&mut self.rows), std::mem::take(&mut self.dropped))
    }

    fn give_back(&mut self, rows: &[Request], most: usize) {
        let room = most.saturating_sub(self.rows.len()).min(rows.len());
        self.rows.extend_from_slice(&rows[..room]);
        self.dropped += u64::try_from(rows.len() - room).unwrap_or(u64::MAX);
    }
}

/// A page of the unit's tenant, newest first, older than `before`, and its last if more follow.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    filter: &Filter,
    before: Option<RequestId>,
    size: PageSize,
) -> Result<(Vec<Logged>, Option<RequestId>)> {
    let mut rows = store::requests::list(unit, filter, before, size.fetch()).await?;
    let more = rows.len() > size.rows();
    rows.truncate(size.rows());
    let last = rows.last().filter(|_| more).map(|row| row.id);
    Ok((rows, last))
}

#[cfg(test)]
mod tests;
