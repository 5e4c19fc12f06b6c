//! `data.outbox`: product events that a commit wrote, until they are read or ninety days old. Knows no reader.

use jiff::SignedDuration;
use kernel::{OutboxId, TenantId};

use crate::{Database, Result};

/// Who has not read an event by then has no use for it.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Removes a tenant's events that were written more than 90 days ago, in real time; answers how many. It has a connection
/// of its own: the role that serves requests cannot remove them. Safe to repeat.
///
/// # Errors
/// When the database fails.
pub async fn sweep(database: &Database, tenant: TenantId) -> Result<u64> {
    let before = database.clocks().real.now().checked_sub(KEPT_FOR)?;
    // An id begins with the millisecond in which it was written: the key finds what is old without another index.
    let gone = sqlx::query!(
        "DELETE FROM data.outbox WHERE tenant_id = $1 AND id < $2",
        tenant.uuid(),
        OutboxId::new(before).uuid(),
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(gone.rows_affected())
}
