//! A user is signed in: a new family of refresh tokens begins.

use data::{AuditEntry, Unit};
use kernel::{SessionId, UserId};

use crate::{Config, Result, store::sessions, tokens::Grant};

/// Opens a session and ends the user's oldest ones beyond the cap. Whoever opens one for a user that is
/// already there holds the user's lock, so that two sign-ins count each other.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit, user: UserId, config: &Config) -> Result<Grant> {
    let now = unit.real_now();
    let session = SessionId::new(now);
    sessions::revoke_beyond(unit, user, config.sessions_per_user.saturating_sub(1)).await?;
    unit.known_as(user);
    sessions::insert(unit, session, user, now + config.session_lifetime()).await?;
    let entry = AuditEntry::new("accounts.session.opened", "user", user);
    unit.audit(entry.with(serde_json::json!({ "session": session })));
    Ok(Grant { user, session, generation: 1 })
}
