//! Counting `record.security_events` of one tenant.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// How often one of these reasons, or any when there are none, occurred in the minutes from `from` up to `until`.
pub(crate) async fn count(
    unit: &mut Unit,
    from: Timestamp,
    until: Timestamp,
    reasons: &[&str],
) -> Result<i64> {
    let (tenant, reasons) =
        (unit.tenant().uuid(), reasons.iter().map(ToString::to_string).collect::<Vec<_>>());
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(times), 0)::bigint AS "times!" FROM record.security_events
           WHERE tenant_id = $1 AND minute >= $2 AND minute < $3 AND (cardinality($4::text[]) = 0 OR reason = ANY($4))"#,
        tenant,
        from.to_sqlx(),
        until.to_sqlx(),
        &reasons,
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(row.times)
}
