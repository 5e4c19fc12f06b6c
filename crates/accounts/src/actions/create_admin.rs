//! The operator makes an admin: the way in to a new installation.

use std::sync::Arc;

use data::{Unit, ports::OnSignUp};
use web::{
    Role,
    fields::{Email, Name},
};

use super::sign_up;
use crate::{
    Result,
    passwords::PasswordHash,
    rules::home::Home,
    user::{NewAccount, User},
};

/// An admin who is about to be made.
#[derive(Clone, Debug)]
pub struct NewAdmin {
    /// The address to sign in with.
    pub email: Email,
    /// How to call them.
    pub name: Option<Name>,
    /// The hash of their password.
    pub password_hash: PasswordHash,
}

/// Makes an account of the role admin.
///
/// # Errors
/// [`crate::Error::EmailTaken`]; the unit is spoiled then.
pub async fn run(unit: &mut Unit, listeners: &[Arc<dyn OnSignUp>], new: NewAdmin) -> Result<User> {
    let NewAdmin { email, name, password_hash } = new;
    let account = NewAccount { email, name, password_hash, home: Home::default(), acquisition: None };
    sign_up::make(unit, listeners, Role::Admin, &account).await
}
