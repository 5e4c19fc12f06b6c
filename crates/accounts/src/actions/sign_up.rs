//! Somebody makes an account for themself.

use std::sync::Arc;

use data::{
    AuditEntry, Unit,
    ports::{NewUser, OnSignUp},
};
use kernel::UserId;
use web::Role;

use crate::{
    Error, Result, events,
    store::users,
    user::{NewAccount, User},
};

/// Makes an account of the role user and lets the other rooms do their part of the sign-up.
///
/// # Errors
/// [`Error::EmailTaken`]; the unit is spoiled then.
pub async fn run(unit: &mut Unit, listeners: &[Arc<dyn OnSignUp>], new: &NewAccount) -> Result<User> {
    let user = make(unit, listeners, Role::User, new).await?;
    unit.emit(events::user_signed_up(user.id, new.acquisition.as_ref()));
    Ok(user)
}

/// Makes an account of any role.
pub(super) async fn make(
    unit: &mut Unit,
    listeners: &[Arc<dyn OnSignUp>],
    role: Role,
    new: &NewAccount,
) -> Result<User> {
    let id = UserId::new(unit.real_now());
    let user = users::insert(unit, id, role, new).await.map_err(|error| match error {
        taken if taken.violates("users_email") => Error::EmailTaken,
        other => other.into(),
    })?;
    unit.audit(
        AuditEntry::new("accounts.user.created", "user", id).with(serde_json::json!({ "role": role })),
    );
    let told = NewUser { id, time_zone: user.time_zone.clone() };
    for listener in listeners {
        listener.signed_up(unit, &told).await?;
    }
    Ok(user)
}
