//! Forgets old records.

use data::Database;
use jiff::SignedDuration;
use kernel::TenantId;

use crate::{Result, store};

/// How long transitions, notices and past silences are kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Removes a tenant's records of more than a year ago; answers how many rows went. Safe to repeat.
///
/// # Errors
/// When the database fails.
pub async fn run(database: &Database, tenant: TenantId) -> Result<u64> {
    let before = database.clocks().real.now().checked_sub(KEPT_FOR)?;
    Ok(store::forget::remove(database, tenant, before).await?)
}
