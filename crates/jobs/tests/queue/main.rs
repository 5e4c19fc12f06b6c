//! The queue on a real PostgreSQL, each trial in a database of its own, with both clocks moved by hand.

#![expect(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod chaos;
mod ends;
mod leases;
mod schedules;
mod stopping;

use data::{Actor, Database, NewJob, Scope};
use jiff::{SignedDuration, Timestamp};
use jobs::{Jobs, Policy};
use kernel::{Clocks, CorrelationId, TenantId};
use sqlx::{Connection, PgConnection};
use testkit::{START, TestDatabase};

/// A database, its clocks, and an eye that sees all tenants.
struct Bench {
    test: TestDatabase,
    clocks: Clocks,
    database: Database,
    eye: PgConnection,
}

/// What the queue holds of a job.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Row {
    state: String,
    attempt: i32,
    failures: i32,
    unique_key: Option<String>,
    last_error: Option<String>,
}

impl Bench {
    async fn new() -> Self {
        let test = testkit::database().await;
        let clocks = testkit::clocks(START);
        let database = test.open(clocks.clone());
        let eye = PgConnection::connect_with(&test.address().bootstrap().unwrap()).await.unwrap();
        Self { test, clocks, database, eye }
    }

    /// A worker with pools of its own, as on another node.
    fn node(&self) -> Jobs {
        Jobs::new(self.test.open(self.clocks.clone()))
    }

    async fn enqueue(&self, tenant: TenantId, job: NewJob) {
        let scope = Scope { tenant, actor: Actor::Operator, correlation: CorrelationId::new(START) };
        let mut unit = self.database.unit(scope).await.unwrap();
        unit.enqueue(job);
        unit.commit(()).await.unwrap();
    }

    async fn queue(&mut self) -> Vec<Row> {
        sqlx::query_as("SELECT state, attempt, failures, unique_key, last_error FROM jobs.queue ORDER BY id")
            .fetch_all(&mut self.eye)
            .await
            .unwrap()
    }

    /// The targets of all audit entries, which are the effects of these trials, in order of their making.
    async fn effects(&mut self) -> Vec<String> {
        sqlx::query_scalar("SELECT target FROM record.audit_entries ORDER BY target")
            .fetch_all(&mut self.eye)
            .await
            .unwrap()
    }

    fn hours(&self, hours: i64) {
        self.clocks.business.advance(SignedDuration::from_hours(hours));
    }
}

fn now(clocks: &Clocks) -> Timestamp {
    clocks.business.now()
}

/// Three failures, one minute base.
fn three() -> Policy {
    Policy { failures: 3, base: SignedDuration::from_mins(1), ..Policy::default() }
}
