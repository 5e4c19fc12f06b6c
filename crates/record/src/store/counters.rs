//! Writing `record.security_events`. The one file of this room that reaches across tenants, with the role
//! for it: refusals of all of them are written together.

use data::{Database, Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::TenantId;
use uuid::Uuid;

use crate::rules::tally::{Counted, Key};

/// Adds to the counters, in one statement.
pub(crate) async fn add(database: &Database, counters: &[(Key, Counted)]) -> Result<()> {
    let tenants: Vec<Uuid> = counters.iter().map(|(key, _)| key.tenant.uuid()).collect();
    let minutes: Vec<_> = counters.iter().map(|(key, _)| key.minute.to_sqlx()).collect();
    let reasons: Vec<String> = counters.iter().map(|(key, _)| key.reason.to_owned()).collect();
    let addresses: Vec<String> = counters.iter().map(|(key, _)| key.address.to_string()).collect();
    let routes: Vec<String> = counters.iter().map(|(key, _)| key.route.clone().into_string()).collect();
    let times: Vec<i64> = counters.iter().map(|(_, counted)| counted.times).collect();
    let severities: Vec<i16> = counters.iter().map(|(_, counted)| counted.severity.number()).collect();
    let scores: Vec<i64> = counters.iter().map(|(_, counted)| counted.score).collect();
    let countries: Vec<Option<String>> =
        counters.iter().map(|(_, counted)| counted.country.map(|country| country.to_string())).collect();
    let evidence: Vec<Option<String>> =
        counters.iter().map(|(_, counted)| counted.evidence.clone().map(Into::into)).collect();
    sqlx::query!(
        "INSERT INTO record.security_events AS old
           (tenant_id, minute, reason, address, route, times, severity, score, country, evidence)
         SELECT tenant, minute, reason, address::inet, route, times, severity, score, country, evidence
         FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[],
                     $7::smallint[], $8::bigint[], $9::text[], $10::text[])
           AS new (tenant, minute, reason, address, route, times, severity, score, country, evidence)
         ON CONFLICT (tenant_id, minute, reason, address, route) DO UPDATE SET
           times = old.times + excluded.times,
           severity = greatest(old.severity, excluded.severity),
           score = old.score + excluded.score,
           country = coalesce(old.country, excluded.country),
           evidence = coalesce(old.evidence, excluded.evidence)",
        &tenants,
        &minutes as _,
        &reasons,
        &addresses,
        &routes,
        &times,
        &severities,
        &scores,
        &countries as _,
        &evidence as _,
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(())
}

/// Removes a tenant's counters of minutes before `before`.
pub(crate) async fn remove(database: &Database, tenant: TenantId, before: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM record.security_events WHERE tenant_id = $1 AND minute < $2",
        tenant.uuid(),
        before.to_sqlx(),
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(done.rows_affected())
}
