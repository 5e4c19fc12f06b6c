//! Reading and writing `record.address_blocks`.

use data::{Database, Result, Unit};
use ipnet::IpNet;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{BlockId, TenantId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::blocks::Block;

/// Adds a block; one that is there already stays as it is.
pub(crate) async fn add(connection: &mut PgConnection, tenant: TenantId, block: &Block) -> Result<()> {
    sqlx::query!(
        "INSERT INTO record.address_blocks
           (tenant_id, id, network, reason, score, nth, blocked_at, blocked_by, until, changed)
         VALUES ($1, $2, $3::text::inet, $4, $5, $6, $7, $8, $9, pg_current_xact_id()::text::bigint)
         ON CONFLICT (tenant_id, id) DO NOTHING",
        tenant.uuid(),
        block.id.uuid(),
        block.network.to_string(),
        block.reason,
        block.score,
        block.nth,
        block.blocked_at.to_sqlx(),
        block.blocked_by,
        block.until.to_sqlx(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The network that a block keeps out.
pub(crate) async fn network(unit: &mut Unit, id: BlockId) -> Result<Option<IpNet>> {
    let network = sqlx::query_scalar!(
        r#"SELECT network::text AS "network!" FROM record.address_blocks WHERE tenant_id = $1 AND id = $2"#,
        unit.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(network.and_then(|network| network.parse().ok()))
}

/// Lifts all blocks in force of a network.
pub(crate) async fn lift(unit: &mut Unit, network: IpNet, at: Timestamp, by: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE record.address_blocks
         SET lifted_at = $3, lifted_by = $4, changed = pg_current_xact_id()::text::bigint
         WHERE tenant_id = $1 AND network = $2::text::inet AND lifted_at IS NULL AND until > $3",
        unit.tenant().uuid(),
        network.to_string(),
        at.to_sqlx(),
        by,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// The oldest transaction that is still open: everything that is not seen yet is at least as young.
pub(crate) async fn mark(connection: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "mark!""#)
        .fetch_one(connection)
        .await?)
}

struct Row {
    id: Uuid,
    network: String,
    reason: String,
    score: i64,
    nth: i32,
    blocked_at: jiff_sqlx::Timestamp,
    blocked_by: String,
    until: jiff_sqlx::Timestamp,
    lifted_at: Option<jiff_sqlx::Timestamp>,
    lifted_by: Option<String>,
}

/// Blocks that a transaction from `mark` on wrote or lifted, and that end after `until`.
pub(crate) async fn since(
    connection: &mut PgConnection,
    tenant: TenantId,
    mark: i64,
    until: Timestamp,
) -> Result<Vec<Block>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, network::text AS "network!", reason, score, nth, blocked_at, blocked_by, until, lifted_at, lifted_by
           FROM record.address_blocks
           WHERE tenant_id = $1 AND changed >= $2 AND until > $3
           ORDER BY until, id"#,
        tenant.uuid(),
        mark,
        until.to_sqlx(),
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().filter_map(Row::block).collect())
}

/// Blocks older than `before`, newest first; those in force at an instant, or all.
pub(crate) async fn list(
    unit: &mut Unit,
    in_force_at: Option<Timestamp>,
    before: Option<BlockId>,
    limit: i64,
) -> Result<Vec<Block>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, network::text AS "network!", reason, score, nth, blocked_at, blocked_by, until, lifted_at, lifted_by
           FROM record.address_blocks
           WHERE tenant_id = $1
             AND ($2::timestamptz IS NULL OR (until > $2 AND lifted_at IS NULL))
             AND ($3::uuid IS NULL OR id < $3)
           ORDER BY id DESC LIMIT $4"#,
        unit.tenant().uuid(),
        in_force_at.map(ToSqlx::to_sqlx) as _,
        before.map(BlockId::uuid),
        limit,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().filter_map(Row::block).collect())
}

/// Removes blocks that ended before an instant, with the role that may.
pub(crate) async fn remove(database: &Database, tenant: TenantId, before: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM record.address_blocks WHERE tenant_id = $1 AND until < $2",
        tenant.uuid(),
        before.to_sqlx(),
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(done.rows_affected())
}

impl Row {
    fn block(self) -> Option<Block> {
        Some(Block {
            id: self.id.into(),
            network: self.network.parse().ok()?,
            reason: self.reason,
            score: self.score,
            nth: self.nth,
            blocked_at: self.blocked_at.to_jiff(),
            blocked_by: self.blocked_by,
            until: self.until.to_jiff(),
            lifted: self.lifted_at.map(|at| (at.to_jiff(), self.lifted_by.unwrap_or_default())),
        })
    }
}
