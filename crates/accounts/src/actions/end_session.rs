//! A user signs out, here or elsewhere.

use data::{AuditEntry, Unit};
use kernel::{SessionId, UserId};

use crate::{Result, store::sessions};

/// Ends one of a user's own sessions; answers whether there was such a one and it was still going.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit, user: UserId, session: SessionId) -> Result<bool> {
    let ended = sessions::revoke(unit, user, session).await?;
    if ended {
        let entry = AuditEntry::new("accounts.session.ended", "user", user);
        unit.audit(entry.with(serde_json::json!({ "session": session })));
    }
    Ok(ended)
}
