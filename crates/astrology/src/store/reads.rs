//! What rooms above may count of charts. It opens none.

use data::{Result, Unit};
use jiff_sqlx::ToSqlx;
use kernel::Period;

/// How many charts of the unit's tenant were made within a period, by business time.
///
/// # Errors
/// When the database fails.
pub async fn charts(unit: &mut Unit, period: Period) -> Result<i64> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "count!" FROM astrology.charts
           WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3"#,
        unit.tenant().uuid(),
        period.start.to_sqlx(),
        period.end.to_sqlx(),
    )
    .fetch_one(unit.connection())
    .await?;
    Ok(row.count)
}
