//! Removes what is past its time, with the role for it: the one that serves requests cannot remove a record.

use data::{Database, Result};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::TenantId;

/// Removes a tenant's transitions, notices and silences of before `before`; answers how many rows went.
pub(crate) async fn remove(database: &Database, tenant: TenantId, before: Timestamp) -> Result<u64> {
    let (tenant, before) = (tenant.uuid(), before.to_sqlx());
    let mut connection = database.work().await?;
    let transitions =
        sqlx::query!("DELETE FROM alerts.transitions WHERE tenant_id = $1 AND at < $2", tenant, before)
            .execute(&mut *connection)
            .await?;
    let notices = sqlx::query!("DELETE FROM alerts.notices WHERE tenant_id = $1 AND at < $2", tenant, before)
        .execute(&mut *connection)
        .await?;
    let silences =
        sqlx::query!("DELETE FROM alerts.silences WHERE tenant_id = $1 AND ends_at < $2", tenant, before)
            .execute(&mut *connection)
            .await?;
    Ok(transitions.rows_affected() + notices.rows_affected() + silences.rows_affected())
}
