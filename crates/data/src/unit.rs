//! The unit of work: one connection, one tenant, one actor, one instant, one commit.
//!
//! 1. Row-level security sees only the unit's tenant, set for this transaction and no longer.
//! 2. [`Unit::audit`], [`Unit::enqueue`] and [`Unit::emit`] only collect; [`Unit::commit`] writes the change, its
//!    audit entries, its jobs, its events and the idempotency answer together, or nothing.
//! 3. A unit that is dropped is rolled back.
//!
//! Nothing slow happens inside: see [`crate::presence`].

mod commit;
pub mod idempotency;

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use kernel::{CorrelationId, JobId, TenantId, UserId};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    AuditEntry, Event, NewJob, Result,
    connect::Distrust,
    presence::Present,
    seal::{Field, Sealer},
};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody who has not signed in.
    Guest,
    /// A signed-in user.
    User(UserId),
    /// A background job, by its kind.
    Job(&'static str),
    /// Somebody at the command line of the server.
    Operator,
}

/// For whom and on whose behalf a unit works.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The business.
    pub tenant: TenantId,
    /// Who acts in it.
    pub actor: Actor,
    /// The request or job that it belongs to.
    pub correlation: CorrelationId,
}

/// One transaction of one tenant, and what its commit will write beside the change.
pub struct Unit {
    transaction: Transaction<'static, Postgres>,
    scope: Scope,
    now: Timestamp,
    real_now: Timestamp,
    sealer: Sealer,
    distrust: Distrust,
    enqueued: Arc<Notify>,
    audits: Vec<AuditEntry>,
    jobs: Vec<NewJob>,
    events: Vec<Event>,
    slot: Option<idempotency::Slot>,
    completes: Option<(JobId, i32)>,
    _present: Present,
}

/// What a unit is made from.
pub(crate) struct Parts {
    pub(crate) scope: Scope,
    pub(crate) now: Timestamp,
    pub(crate) real_now: Timestamp,
    pub(crate) sealer: Sealer,
    pub(crate) distrust: Distrust,
    pub(crate) enqueued: Arc<Notify>,
}

impl Unit {
    pub(crate) async fn begin(pool: &PgPool, parts: Parts) -> Result<Self> {
        let Parts { scope, now, real_now, sealer, distrust, enqueued } = parts;
        // Written from the typed id, never by set_config: only SET LOCAL reaches the workers of Citus.
        let opening = format!("BEGIN; SET LOCAL app.tenant = '{}'", scope.tenant);
        let transaction = match pool.begin_with(AssertSqlSafe(opening)).await {
            Ok(transaction) => transaction,
            Err(error) => {
                distrust.learn(&error);
                return Err(error.into());
            }
        };
        Ok(Self {
            transaction,
            scope,
            now,
            real_now,
            sealer,
            distrust,
            enqueued,
            audits: Vec::new(),
            jobs: Vec::new(),
            events: Vec::new(),
            slot: None,
            completes: None,
            _present: Present::enter(),
        })
    }

    /// The connection, for a store.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// The tenant whose rows this unit sees.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.scope.tenant
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.scope.actor
    }

    /// The request or job that this unit belongs to.
    #[must_use]
    pub fn correlation(&self) -> &CorrelationId {
        &self.scope.correlation
    }

    /// Business time: trials, periods, ledger dates. One instant for the whole unit.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Real time: tokens, limits, locks, `recorded_at`. One instant for the whole unit.
    #[must_use]
    pub fn real_now(&self) -> Timestamp {
        self.real_now
    }

    /// Seals a personal value for its column.
    #[must_use]
    pub fn seal(&self, field: Field, value: &[u8]) -> Vec<u8> {
        self.sealer.seal(self.scope.tenant, field, value)
    }

    /// Opens a personal text from its column.
    ///
    /// # Errors
    /// [`crate::Error::Seal`] when it was altered or moved.
    pub fn open_text(&self, field: Field, sealed: &[u8]) -> Result<String> {
        self.sealer.open_text(self.scope.tenant, field, sealed)
    }

    /// The keyed hash that finds `value` in `column`.
    #[must_use]
    pub fn lookup(&self, column: &str, value: &str) -> [u8; 32] {
        self.sealer.lookup(self.scope.tenant, column, value)
    }

    /// A guest has proved to be this user: what the unit does is done by them.
    pub fn known_as(&mut self, user: UserId) {
        self.scope.actor = Actor::User(user);
    }

    /// Adds an audit entry to the commit.
    pub fn audit(&mut self, entry: AuditEntry) {
        self.audits.push(entry);
    }

    /// Adds a job to the commit.
    pub fn enqueue(&mut self, job: NewJob) {
        self.jobs.push(job);
    }

    /// Adds a product event to the commit; it occurred at this unit's business time.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Makes the commit finish this attempt of a job, or fail if another worker has taken it over.
    pub fn completes(&mut self, job: JobId, attempt: i32) {
        self.completes = Some((job, attempt));
    }

    /// Makes the commit hold the request's key for `lasts` instead of keeping an answer: for work outside the database,
    /// after which another unit goes on. Without effect for a request without a key.
    pub fn hold(&mut self, lasts: SignedDuration) {
        if let Some(slot) = &mut self.slot {
            slot.hold(lasts);
        }
    }

    /// Ends the unit without a change, and lets go of its locks before it answers.
    ///
    /// # Errors
    /// When the connection broke; nothing was changed then either.
    pub async fn abandon(self) -> Result<()> {
        let Self { transaction, distrust, .. } = self;
        Ok(transaction.rollback().await.inspect_err(|error| distrust.learn(error))?)
    }

    /// The one commit: the change, its audit entries, its jobs, its events and the idempotency answer.
    ///
    /// # Errors
    /// When any of them fails: then none of them happened, unless the connection broke during the
    /// commit itself, which only the same request with the same key can tell.
    pub async fn commit<T: serde::Serialize>(mut self, answer: T) -> Result<T> {
        let now = self.now;
        let is_due = self.jobs.iter().any(|job| job.run_at.is_none_or(|at| at <= now));
        commit::write(&mut self, &answer).await?;
        let Self { transaction, distrust, enqueued, .. } = self;
        transaction.commit().await.inspect_err(|error| distrust.learn(error))?;
        if is_due {
            enqueued.notify_one();
        }
        Ok(answer)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guest => f.write_str("guest"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Job(kind) => write!(f, "job:{kind}"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit").field("scope", &self.scope).field("now", &self.now).finish_non_exhaustive()
    }
}

/// A field of a row of this unit's tenant, for sealing.
#[must_use]
pub fn field(table: &'static str, column: &'static str, row: impl Into<Uuid>) -> Field {
    Field { table, column, row: row.into() }
}
