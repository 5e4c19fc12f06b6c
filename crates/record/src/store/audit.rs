//! Reading `record.audit_entries`.

use data::{Result, Unit};
use kernel::AuditId;

use crate::audit::{Entry, Filter};

/// Entries of the unit's tenant, newest first, older than `before`.
pub(crate) async fn list(
    unit: &mut Unit,
    filter: &Filter,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let rows = sqlx::query!(
        "SELECT id, recorded_at, actor, action, target, details, correlation_id FROM record.audit_entries
         WHERE tenant_id = $1
           AND ($2::text IS NULL OR actor = $2)
           AND ($3::text IS NULL OR target = $3)
           AND ($4::uuid IS NULL OR id < $4)
         ORDER BY id DESC LIMIT $5",
        unit.tenant().uuid(),
        filter.actor,
        filter.target,
        before.map(AuditId::uuid),
        limit,
    )
    .fetch_all(unit.connection())
    .await?;
    let entries = rows.into_iter().map(|row| Entry {
        id: row.id.into(),
        recorded_at: row.recorded_at.to_jiff(),
        actor: row.actor,
        action: row.action,
        target: row.target,
        details: row.details,
        correlation_id: row.correlation_id,
    });
    Ok(entries.collect())
}
