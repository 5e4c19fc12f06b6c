//! `billing.plan_versions`: written once, read whole; a tenant has a handful.

use data::{Result, Unit};
use jiff_sqlx::ToSqlx;

use super::columns::ordinal;
use crate::rules::PlanVersion;

/// Every version of every plan.
pub(crate) async fn all(unit: &mut Unit) -> Result<Vec<PlanVersion>> {
    let rows = sqlx::query!(
        "SELECT body FROM billing.plan_versions WHERE tenant_id = $1 ORDER BY code, version",
        unit.tenant().uuid(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter().map(|row| Ok(serde_json::from_value(row.body)?)).collect()
}

/// Adds a version; answers whether it was not there yet.
pub(crate) async fn add(unit: &mut Unit, plan: &PlanVersion) -> Result<bool> {
    let added = sqlx::query!(
        "INSERT INTO billing.plan_versions (tenant_id, code, version, body, created_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, code, version) DO NOTHING",
        unit.tenant().uuid(),
        plan.code,
        ordinal(plan.version)?,
        serde_json::to_value(plan)?,
        unit.real_now().to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Keeps every other unit of this tenant from publishing until this one ends: two versions that fit the
/// catalogue each on its own could clash together.
pub(crate) async fn lock(unit: &mut Unit) -> Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('billing.plan_versions' || $1::text, 0))",
        unit.tenant().to_string(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(())
}
