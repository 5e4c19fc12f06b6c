//! Writing `record.security_events`. The one file of this room that reaches across tenants, with the role
//! for it: refusals of all of them are written together.

use data::{Database, Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::TenantId;
use uuid::Uuid;

use crate::rules::tally::Key;

/// Adds to the counters, in one statement.
pub(crate) async fn add(database: &Database, counters: &[(Key, i64)]) -> Result<()> {
    let tenants: Vec<Uuid> = counters.iter().map(|(key, _)| key.tenant.uuid()).collect();
    let minutes: Vec<_> = counters.iter().map(|(key, _)| key.minute.to_sqlx()).collect();
    let reasons: Vec<String> = counters.iter().map(|(key, _)| key.reason.to_owned()).collect();
    let addresses: Vec<String> = counters.iter().map(|(key, _)| key.address.to_string()).collect();
    let routes: Vec<String> = counters.iter().map(|(key, _)| key.route.clone().into_string()).collect();
    let times: Vec<i64> = counters.iter().map(|(_, times)| *times).collect();
    sqlx::query!(
        "INSERT INTO record.security_events AS old (tenant_id, minute, reason, address, route, times)
         SELECT tenant, minute, reason, address::inet, route, times
         FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[])
           AS new (tenant, minute, reason, address, route, times)
         ON CONFLICT (tenant_id, minute, reason, address, route) DO UPDATE SET times = old.times + excluded.times",
        &tenants,
        &minutes as _,
        &reasons,
        &addresses,
        &routes,
        &times,
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
