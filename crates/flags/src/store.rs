//! `flags.feature_flags`.

use data::{Result, Unit};
use jiff_sqlx::ToSqlx;

use crate::rules::Flag;

pub(crate) async fn list(unit: &mut Unit) -> Result<Vec<Flag>> {
    let tenant = unit.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT flag_name, enabled, rollout_percentage FROM flags.feature_flags WHERE tenant_id = $1 ORDER BY flag_name",
        tenant,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| flag(row.flag_name, row.enabled, row.rollout_percentage)).collect())
}

pub(crate) async fn find(unit: &mut Unit, name: &str) -> Result<Option<Flag>> {
    let tenant = unit.tenant().uuid();
    let row = sqlx::query!(
        "SELECT flag_name, enabled, rollout_percentage FROM flags.feature_flags WHERE tenant_id = $1 AND flag_name = $2",
        tenant,
        name,
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| flag(row.flag_name, row.enabled, row.rollout_percentage)))
}

pub(crate) async fn put(unit: &mut Unit, flag: &Flag) -> Result<()> {
    let (tenant, at) = (unit.tenant().uuid(), unit.real_now());
    sqlx::query!(
        "INSERT INTO flags.feature_flags (tenant_id, flag_name, enabled, rollout_percentage, changed_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, flag_name) DO UPDATE
           SET enabled = EXCLUDED.enabled, rollout_percentage = EXCLUDED.rollout_percentage,
               changed_at = EXCLUDED.changed_at",
        tenant,
        flag.name,
        flag.enabled,
        i16::from(flag.rollout_percentage),
        at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

fn flag(name: String, enabled: bool, rollout: i16) -> Flag {
    // The column's check keeps it within a hundred.
    Flag { name, enabled, rollout_percentage: u8::try_from(rollout).unwrap_or(0) }
}
