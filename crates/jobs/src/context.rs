//! What a handler is given to work with.

use data::{Actor, Database, Result, Scope, Unit};
use kernel::{CorrelationId, JobId, TenantId};

use crate::store::Claimed;

/// One attempt at one job.
#[derive(Clone)]
pub struct Context {
    database: Database,
    scope: Scope,
    job: JobId,
    attempt: i32,
}

impl Context {
    pub(crate) fn new(database: &Database, kind: &'static str, job: &Claimed) -> Self {
        let correlation = CorrelationId::accept(&job.correlation)
            .unwrap_or_else(|| CorrelationId::new(database.clocks().real.now()));
        let scope = Scope { tenant: job.tenant, actor: Actor::Job(kind), correlation };
        Self { database: database.clone(), scope, job: job.id, attempt: job.attempt }
    }

    /// The unit of the job's tenant whose commit also ends the job: change and end are one. Open it once,
    /// for the last change. Dropped without a commit it changes nothing, and the job ends if the
    /// handler succeeds.
    ///
    /// # Errors
    /// When no connection is to be had. Its commit fails with [`data::Error::Superseded`] when
    /// another worker has taken the job over.
    pub async fn unit(&self) -> Result<Unit> {
        let mut unit = self.step().await?;
        unit.completes(self.job, self.attempt);
        Ok(unit)
    }

    /// A unit of the job's tenant that does not end the job, for reading or for a change on the way. It may
    /// happen again when the job is tried again, so its change must bear repeating.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn step(&self) -> Result<Unit> {
        self.database.unit(self.scope.clone()).await
    }

    /// The tenant that the job belongs to.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.scope.tenant
    }

    /// The job: the same at every attempt, so fit as an idempotency key elsewhere.
    #[must_use]
    pub fn job(&self) -> JobId {
        self.job
    }

    /// Which attempt this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> i32 {
        self.attempt
    }

    /// The pools, clocks and keys.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }
}
