//! `accounts.users`: what a sign-in is checked against.

use data::{Result, Unit};
use kernel::UserId;
use web::fields::Email;

use super::users::email_hash;
use crate::passwords::PasswordHash;

/// The account that an address belongs to, and the hash of its password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub user: UserId,
    /// The hash of its password.
    pub password_hash: PasswordHash,
}

/// The credentials of an address.
pub(crate) async fn find(unit: &mut Unit, email: &Email) -> Result<Option<Credentials>> {
    let (tenant, hash) = (unit.tenant(), email_hash(unit, email));
    let row = sqlx::query!(
        "SELECT id, password_hash FROM accounts.users WHERE tenant_id = $1 AND email_hash = $2",
        tenant.uuid(),
        hash.as_slice(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| Credentials {
        user: row.id.into(),
        password_hash: PasswordHash::stored(row.password_hash),
    }))
}

/// Replaces the hash of a password.
pub(crate) async fn set_password(unit: &mut Unit, user: UserId, hash: &PasswordHash) -> Result<()> {
    let tenant = unit.tenant();
    sqlx::query!(
        "UPDATE accounts.users SET password_hash = $3 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        user.uuid(),
        hash.as_str(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}
