//! What a business may know of its own jobs: counts, no contents.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Jobs that could run and do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// How many.
    pub jobs: i64,
    /// Since when the oldest of them could, in business time.
    pub oldest: Option<Timestamp>,
}

/// The jobs of the unit's tenant that are due.
///
/// # Errors
/// When the database fails.
pub async fn due(unit: &mut Unit) -> Result<Due> {
    let (tenant, now) = (unit.tenant().uuid(), unit.now());
    let row = sqlx::query!(
        r#"SELECT count(*) AS "jobs!", min(run_at) AS oldest FROM jobs.queue
           WHERE tenant_id = $1 AND state = 'ready' AND run_at <= $2"#,
        tenant,
        now.to_sqlx(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(Due { jobs: row.jobs, oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff) })
}

/// How many jobs of the unit's tenant were given up whose last attempt was due at `since` or later, business time.
///
/// # Errors
/// When the database fails.
pub async fn given_up(unit: &mut Unit, since: Timestamp) -> Result<i64> {
    let tenant = unit.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT count(*) AS "count!" FROM jobs.queue WHERE tenant_id = $1 AND state = 'failed' AND run_at >= $2"#,
        tenant,
        since.to_sqlx(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(row.count)
}
