//! An admin lets a blocked address in again, and its score begins anew.

use data::{AuditEntry, Result, Unit};
use ipnet::IpNet;
use kernel::BlockId;
use record::blocks;

/// Lifts every block in force of the network that this one keeps out, and writes down that it was lifted; answers the
/// network, or `None` without such a block.
///
/// # Errors
/// When the database fails.
pub(crate) async fn run(unit: &mut Unit, id: BlockId) -> Result<Option<IpNet>> {
    let lifted = blocks::lift(unit, id).await?;
    if lifted.is_some() {
        unit.audit(AuditEntry::new("gate.address.unblocked", "block", id));
    }
    Ok(lifted)
}
