//! What rooms above may count of accounts. It names nobody.

use data::{Result, Unit};
use jiff_sqlx::ToSqlx;
use kernel::Period;

/// How many accounts of the unit's tenant were made within a period, by business time.
///
/// # Errors
/// When the database fails.
pub async fn sign_ups(unit: &mut Unit, period: Period) -> Result<i64> {
    let tenant = unit.tenant();
    let row = sqlx::query!(
        r#"SELECT count(*) AS "count!" FROM accounts.users
           WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3"#,
        tenant.uuid(),
        period.start.to_sqlx(),
        period.end.to_sqlx(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(row.count)
}

/// How many accounts of the unit's tenant are no admin's.
///
/// # Errors
/// When the database fails.
pub async fn customers(unit: &mut Unit) -> Result<i64> {
    let tenant = unit.tenant();
    let row = sqlx::query!(
        r#"SELECT count(*) AS "count!" FROM accounts.users WHERE tenant_id = $1 AND role = 'user'"#,
        tenant.uuid(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(row.count)
}
