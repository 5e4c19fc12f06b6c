//! Reading `record.security_events` of one tenant.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// How often each reason occurred since a minute, most frequent first.
pub(crate) async fn by_reason(unit: &mut Unit, since: Timestamp) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT reason, sum(times)::bigint AS "times!" FROM record.security_events
           WHERE tenant_id = $1 AND minute >= $2
           GROUP BY reason ORDER BY "times!" DESC, reason"#,
        unit.tenant().uuid(),
        since.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.reason, row.times)).collect())
}
