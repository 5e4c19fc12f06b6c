//! What the gate must know of a sign-in, in one query.

use data::{Result, Unit};
use jiff::Timestamp;
use kernel::{SessionId, UserId};
use web::Role;

use super::users::role;

/// A sign-in and its user, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) role: Role,
    pub(crate) is_active: bool,
    pub(crate) revoked: bool,
    pub(crate) expires_at: Timestamp,
}

/// The standing of a user's session, if there is such a one.
pub(crate) async fn find(unit: &mut Unit, user: UserId, session: SessionId) -> Result<Option<Standing>> {
    let tenant = unit.tenant();
    let row = sqlx::query!(
        r#"SELECT u.role, u.is_active, s.revoked_at IS NOT NULL AS "revoked!", s.expires_at
           FROM accounts.sessions s JOIN accounts.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
           WHERE s.tenant_id = $1 AND s.id = $2 AND s.user_id = $3"#,
        tenant.uuid(),
        session.uuid(),
        user.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| Standing {
        role: role(&row.role),
        is_active: row.is_active,
        revoked: row.revoked,
        expires_at: row.expires_at.to_jiff(),
    }))
}
