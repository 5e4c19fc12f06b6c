//! Reading `record.security_events` of one tenant.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::locale::Country;

use crate::{
    Severity,
    events::{Filter, Position, Refusals},
};

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

/// Counters, newest minute first, after `after`.
pub(crate) async fn list(
    unit: &mut Unit,
    filter: &Filter,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Refusals>> {
    let rows = sqlx::query!(
        r#"SELECT minute, reason, host(address) AS "address!", route, times, severity, score, country, evidence
           FROM record.security_events
           WHERE tenant_id = $1
             AND ($2::text IS NULL OR reason = $2)
             AND ($3::text IS NULL OR address = $3::text::inet)
             AND ($4::timestamptz IS NULL OR minute >= $4)
             AND ($5::timestamptz IS NULL OR minute < $5)
             AND ($6::timestamptz IS NULL
                  OR (minute, reason, address, route) < ($6, $7::text, $8::text::inet, $9::text))
           ORDER BY minute DESC, reason DESC, address DESC, route DESC LIMIT $10"#,
        unit.tenant().uuid(),
        filter.reason,
        filter.address.map(|address| address.to_string()),
        filter.since.map(ToSqlx::to_sqlx) as _,
        filter.until.map(ToSqlx::to_sqlx) as _,
        after.map(|after| after.minute.to_sqlx()) as _,
        after.map(|after| after.reason.clone()),
        after.map(|after| after.address.to_string()),
        after.map(|after| after.route.clone()),
        limit,
    )
    .fetch_all(unit.connection())
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(Refusals {
            minute: row.minute.to_jiff(),
            reason: row.reason,
            address: row.address.parse().ok()?,
            route: row.route,
            times: row.times,
            severity: Severity::from_number(row.severity),
            score: row.score,
            country: row.country.as_deref().and_then(Country::parse),
            evidence: row.evidence,
        })
    });
    Ok(rows.collect())
}
