//! How many rows there are, as PostgreSQL's own statistics tell: near the truth, at no cost, of all tenants together.

use crate::{Database, Result};

/// Every table with rows and how many, those with most first.
///
/// # Errors
/// When the database fails.
pub async fn by_table(database: &Database) -> Result<Vec<(String, i64)>> {
    let mut connection = database.work().await?;
    let rows = sqlx::query!(
        r#"SELECT schemaname || '.' || relname AS "table!", n_live_tup AS "rows!"
           FROM pg_stat_user_tables WHERE n_live_tup > 0 ORDER BY n_live_tup DESC, 1"#,
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.table, row.rows)).collect())
}
