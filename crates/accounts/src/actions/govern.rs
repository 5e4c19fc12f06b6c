//! An admin changes what somebody may do.

use data::{AuditEntry, Unit};
use kernel::UserId;
use web::Role;

use crate::{
    Error, Result,
    rules::admins,
    store::{admins as admin_store, sessions, users},
    user::User,
};

/// What to change; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingChange {
    /// What they may do.
    pub role: Option<Role>,
    /// Whether they may come in at all.
    pub is_active: Option<bool>,
}

/// Changes role and state. Switching an account off ends its sessions in the same commit.
///
/// # Errors
/// [`Error::NoSuchUser`]; [`Error::LastAdmin`] when no active admin would be left.
pub async fn run(unit: &mut Unit, id: UserId, change: StandingChange) -> Result<User> {
    let leaves_the_admins =
        change.role.is_some_and(|role| role < Role::Admin) || change.is_active == Some(false);
    // Before the user, and all of them in one order: two admins who demote each other wait, not deadlock.
    let admins = if leaves_the_admins { admin_store::lock_active(unit).await? } else { Vec::new() };
    let old = users::lock(unit, id).await?.ok_or(Error::NoSuchUser)?;
    if admins.contains(&id) && !admins::one_is_left(&admins, id) {
        return Err(Error::LastAdmin);
    }
    let (role, is_active) = (change.role.unwrap_or(old.role), change.is_active.unwrap_or(old.is_active));
    let new = User { role, is_active, ..old.clone() };
    if new == old {
        return Ok(new);
    }
    users::set_standing(unit, id, role, is_active).await?;
    let ended = if is_active { 0 } else { sessions::revoke_beyond(unit, id, 0).await? };
    let facts = serde_json::json!({
        "role": { "from": old.role, "to": role },
        "is_active": { "from": old.is_active, "to": is_active },
        "sessions_ended": ended,
    });
    unit.audit(AuditEntry::new("accounts.user.governed", "user", id).with(facts));
    Ok(new)
}
