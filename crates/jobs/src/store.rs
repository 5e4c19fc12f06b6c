//! The queue's SQL. The one file of this room that reaches across tenants, with the role for it: a
//! worker serves all of them.

pub mod own;

use std::time::Duration;

use data::{Database, Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{JobId, TenantId};
use sqlx::Connection;
use uuid::Uuid;

/// A job that this node has to itself until its lease ends.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) tenant: TenantId,
    pub(crate) id: JobId,
    pub(crate) kind: String,
    pub(crate) payload: serde_json::Value,
    pub(crate) attempt: i32,
    pub(crate) failures: u32,
    pub(crate) run_at: Timestamp,
    pub(crate) correlation: String,
}

/// How full the queue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Jobs that could start now.
    pub due: u64,
    /// Since when the oldest of them could.
    pub oldest: Option<Timestamp>,
    /// Jobs that were given up.
    pub failed: u64,
}

/// A job's row, as it is claimed.
struct Row {
    tenant_id: Uuid,
    id: Uuid,
    kind: String,
    payload: serde_json::Value,
    priority: i16,
    attempt: i32,
    failures: i32,
    run_at: jiff_sqlx::Timestamp,
    correlation_id: String,
}

impl From<Row> for Claimed {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id.into(),
            id: row.id.into(),
            kind: row.kind,
            payload: row.payload,
            attempt: row.attempt,
            failures: row.failures.unsigned_abs(),
            run_at: row.run_at.to_jiff(),
            correlation: row.correlation_id,
        }
    }
}

/// Takes up to `limit` due jobs of these kinds: lowest priority number first, then the longest due.
pub(crate) async fn claim(
    database: &Database,
    kinds: &[String],
    limit: usize,
    lease: Duration,
) -> Result<Vec<Claimed>> {
    let mut connection = database.work().await?;
    // A queue grows faster than its statistics: told that it is small, the planner would sort all of it for
    // every claim instead of reading the first few from the index.
    let mut transaction = connection.begin_with("BEGIN; SET LOCAL enable_sort = off").await?;
    let mut rows = sqlx::query_as!(
        Row,
        "WITH due AS MATERIALIZED (
           SELECT tenant_id, id FROM jobs.queue
           WHERE state = 'ready' AND run_at <= $1 AND kind = ANY($2)
           ORDER BY priority, run_at LIMIT $3
           FOR UPDATE SKIP LOCKED)
         UPDATE jobs.queue q
         SET state = 'running', leased_until = $4, attempt = q.attempt + 1,
             unique_key = NULL, kept_key = coalesce(q.unique_key, q.kept_key)
         FROM due WHERE q.tenant_id = due.tenant_id AND q.id = due.id
         RETURNING q.tenant_id, q.id, q.kind, q.payload, q.priority, q.attempt, q.failures, q.run_at,
                   q.correlation_id",
        database.clocks().business.now().to_sqlx(),
        kinds,
        i64::try_from(limit).unwrap_or(i64::MAX),
        lease_end(database, lease).to_sqlx(),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    rows.sort_by_key(|row| (row.priority, row.run_at.to_jiff(), row.id));
    Ok(rows.into_iter().map(Claimed::from).collect())
}

/// Jobs whose node gave no sign of life in time, as they were claimed.
pub(crate) async fn lapsed(database: &Database, kinds: &[String]) -> Result<Vec<Claimed>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT tenant_id, id, kind, payload, priority, attempt, failures, run_at, correlation_id
         FROM jobs.queue WHERE state = 'running' AND leased_until < $1 AND kind = ANY($2)",
        database.clocks().real.now().to_sqlx(),
        kinds,
    )
    .fetch_all(&mut *database.work().await?)
    .await?;
    Ok(rows.into_iter().map(Claimed::from).collect())
}

/// Renews the lease of an attempt; false when it is no longer ours.
pub(crate) async fn extend(database: &Database, job: &Claimed, lease: Duration) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE jobs.queue SET leased_until = $4
         WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'",
        job.tenant.uuid(),
        job.id.uuid(),
        job.attempt,
        lease_end(database, lease).to_sqlx(),
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends an attempt by removing the job; false when the commit has done so, or it is no longer ours.
pub(crate) async fn remove(database: &Database, job: &Claimed) -> Result<bool> {
    let done = sqlx::query!(
        "DELETE FROM jobs.queue WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'",
        job.tenant.uuid(),
        job.id.uuid(),
        job.attempt,
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends an attempt by letting the job wait again; false when it is no longer ours. If another one with its
/// unique key waits already, that one stands for both.
pub(crate) async fn put_back(
    database: &Database,
    job: &Claimed,
    run_at: Timestamp,
    failure: Option<&str>,
) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE jobs.queue
         SET state = 'ready', leased_until = NULL, run_at = $4, unique_key = kept_key,
             failures = failures + (CASE WHEN $5::text IS NULL THEN 0 ELSE 1 END),
             last_error = coalesce($5, last_error)
         WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'",
        job.tenant.uuid(),
        job.id.uuid(),
        job.attempt,
        run_at.to_sqlx(),
        failure,
    )
    .execute(&mut *database.work().await?)
    .await;
    match done.map_err(data::Error::from) {
        Err(error) if error.violates("queue_unique") => remove(database, job).await,
        done => Ok(done?.rows_affected() == 1),
    }
}

/// Ends an attempt by giving the job up; false when it is no longer ours.
pub(crate) async fn give_up(database: &Database, job: &Claimed, code: &str) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE jobs.queue
         SET state = 'failed', leased_until = NULL, failures = failures + 1, last_error = $4
         WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'",
        job.tenant.uuid(),
        job.id.uuid(),
        job.attempt,
        code,
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How full the queue is, all tenants together.
pub(crate) async fn depth(database: &Database) -> Result<Depth> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE state = 'ready') AS "due!",
                  count(*) FILTER (WHERE state = 'failed') AS "failed!",
                  min(run_at) FILTER (WHERE state = 'ready') AS oldest
           FROM jobs.queue WHERE state = 'failed' OR (state = 'ready' AND run_at <= $1)"#,
        database.clocks().business.now().to_sqlx(),
    )
    .fetch_one(&mut *database.work().await?)
    .await?;
    Ok(Depth {
        due: row.due.unsigned_abs(),
        oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
        failed: row.failed.unsigned_abs(),
    })
}

/// When each of these schedules is next due; those that never were are missing.
pub(crate) async fn schedules(database: &Database, names: &[String]) -> Result<Vec<(String, Timestamp)>> {
    let rows = sqlx::query!("SELECT name, next_run_at FROM jobs.schedules WHERE name = ANY($1)", names)
        .fetch_all(&mut *database.work().await?)
        .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.next_run_at.to_jiff())).collect())
}

/// Sets a schedule's first instant, unless another node has.
pub(crate) async fn plan(database: &Database, name: &str, first: Timestamp) -> Result<()> {
    sqlx::query!(
        "INSERT INTO jobs.schedules (name, next_run_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        name,
        first.to_sqlx(),
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(())
}

/// Moves a schedule on from `due` to `next` and queues its job for every tenant that has none waiting, in
/// one commit; answers how many. Another node that saw the same instant finds it moved and queues nothing.
pub(crate) async fn fire(
    database: &Database,
    name: &str,
    priority: i16,
    due: Timestamp,
    next: Timestamp,
) -> Result<u64> {
    let (now, real_now) = (database.clocks().business.now(), database.clocks().real.now());
    let tenants = database.tenants().await?;
    let ids: Vec<Uuid> = tenants.iter().map(|_| JobId::new(real_now).uuid()).collect();
    let tenants: Vec<Uuid> = tenants.into_iter().map(TenantId::uuid).collect();
    let queued = sqlx::query!(
        "WITH moved AS (
           UPDATE jobs.schedules SET next_run_at = $3 WHERE name = $1 AND next_run_at = $2 RETURNING name)
         INSERT INTO jobs.queue
           (tenant_id, id, kind, payload, priority, unique_key, run_at, correlation_id, created_at)
         SELECT one.tenant, one.id, moved.name, 'null', $8, 'schedule', $4, 'schedule:' || moved.name, $5
         FROM moved, unnest($6::uuid[], $7::uuid[]) AS one (tenant, id)
         ON CONFLICT (tenant_id, kind, unique_key) DO NOTHING",
        name,
        due.to_sqlx(),
        next.to_sqlx(),
        now.to_sqlx(),
        real_now.to_sqlx(),
        &tenants,
        &ids,
        priority,
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(queued.rows_affected())
}

fn lease_end(database: &Database, lease: Duration) -> Timestamp {
    database.clocks().real.now().saturating_add(lease).unwrap_or(Timestamp::MAX)
}
