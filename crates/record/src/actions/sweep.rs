//! Forgets refusals and blocks that are past their time. Audit entries stay for seven years and are not touched.

use data::{Database, Result};
use jiff::SignedDuration;
use kernel::TenantId;

use crate::{blocks, store};

/// How long refusals are kept: they hold network addresses.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Removes a tenant's refusals of more than 90 days ago, and blocks that ended so long ago; answers how many went. It has a connection
/// of its own: the role that serves requests cannot remove them. Safe to repeat.
///
/// # Errors
/// When the database fails.
pub async fn run(database: &Database, tenant: TenantId) -> Result<u64> {
    let before = database.clocks().real.now().checked_sub(KEPT_FOR)?;
    Ok(store::counters::remove(database, tenant, before).await? + blocks::sweep(database, tenant).await?)
}
