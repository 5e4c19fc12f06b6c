//! `accounts.users`: who governs the business.

use data::{Result, Unit};
use kernel::UserId;

/// The active admins, none of whom leaves before this unit ends. Locked in the order of their ids, so that
/// two units that do so never wait for each other.
pub(crate) async fn lock_active(unit: &mut Unit) -> Result<Vec<UserId>> {
    let tenant = unit.tenant();
    let rows = sqlx::query!(
        "SELECT id FROM accounts.users WHERE tenant_id = $1 AND role = 'admin' AND is_active
         ORDER BY id FOR NO KEY UPDATE",
        tenant.uuid(),
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}
