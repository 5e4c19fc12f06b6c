//! A user signs in, in two units: one reads the hash, the password is checked with no unit open, and the
//! other opens the session.

use data::Unit;
use kernel::UserId;
use web::fields::Email;

use super::open_session;
use crate::{
    Config, Error, Result, events,
    passwords::PasswordHash,
    store::{credentials, credentials::Credentials, users},
    tokens::Grant,
    user::User,
};

/// Whose password proved right, and the hash to keep from now on if theirs was out of date.
#[derive(Debug)]
pub struct Proven {
    /// The user.
    pub user: UserId,
    /// The hash to keep.
    pub renewed: Option<PasswordHash>,
}

/// What a password for this address is checked against; `None` costs the caller as much as something.
///
/// # Errors
/// When the database fails.
pub async fn find(unit: &mut Unit, email: &Email) -> Result<Option<Credentials>> {
    Ok(credentials::find(unit, email).await?)
}

/// Signs a user in whose password was right.
///
/// # Errors
/// [`Error::AccountInactive`], [`Error::CredentialsInvalid`] when the account has gone meanwhile.
pub async fn run(unit: &mut Unit, proven: Proven, config: &Config) -> Result<(User, Grant)> {
    let user = users::lock(unit, proven.user).await?.ok_or(Error::CredentialsInvalid)?;
    if !user.is_active {
        return Err(Error::AccountInactive);
    }
    if let Some(hash) = &proven.renewed {
        credentials::set_password(unit, user.id, hash).await?;
    }
    let grant = open_session::run(unit, user.id, config).await?;
    unit.emit(events::last_login(user.id));
    Ok((user, grant))
}
