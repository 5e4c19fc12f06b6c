//! `accounts.sessions`: the families of refresh tokens. All times are real ones.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{SessionId, UserId};

use crate::rules::rotation::Family;

/// A sign-in that is not over, as its user sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When its refresh token was last used.
    pub refreshed_at: Timestamp,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
}

/// Adds a family of the first generation.
pub(crate) async fn insert(
    unit: &mut Unit,
    id: SessionId,
    user: UserId,
    expires_at: Timestamp,
) -> Result<()> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    sqlx::query!(
        "INSERT INTO accounts.sessions (tenant_id, id, user_id, generation, rotated_at, created_at, expires_at)
         VALUES ($1, $2, $3, 1, $4, $4, $5)",
        tenant.uuid(),
        id.uuid(),
        user.uuid(),
        now.to_sqlx(),
        expires_at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// A family and its user; nobody else rotates or ends it before this unit does.
pub(crate) async fn lock(unit: &mut Unit, id: SessionId) -> Result<Option<(Family, UserId)>> {
    let tenant = unit.tenant();
    let row = sqlx::query!(
        r#"SELECT s.user_id, s.generation, s.rotated_at, s.expires_at,
                  (s.revoked_at IS NOT NULL OR NOT u.is_active) AS "ended!"
           FROM accounts.sessions s JOIN accounts.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
           WHERE s.tenant_id = $1 AND s.id = $2 FOR UPDATE OF s"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| {
        let (rotated_at, expires_at) = (row.rotated_at.to_jiff(), row.expires_at.to_jiff());
        (Family { generation: row.generation, rotated_at, expires_at, ended: row.ended }, row.user_id.into())
    }))
}

/// Moves a family to its next generation.
pub(crate) async fn rotate(unit: &mut Unit, id: SessionId) -> Result<()> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    sqlx::query!(
        "UPDATE accounts.sessions SET generation = generation + 1, rotated_at = $3
         WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        now.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Ends one session of a user; answers whether it was still going.
pub(crate) async fn revoke(unit: &mut Unit, user: UserId, id: SessionId) -> Result<bool> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let ended = sqlx::query!(
        "UPDATE accounts.sessions SET revoked_at = $4
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3 AND revoked_at IS NULL AND expires_at > $4",
        tenant.uuid(),
        user.uuid(),
        id.uuid(),
        now.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends a user's sessions except the `keep` newest; answers how many.
pub(crate) async fn revoke_beyond(unit: &mut Unit, user: UserId, keep: u16) -> Result<u64> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let ended = sqlx::query!(
        "UPDATE accounts.sessions SET revoked_at = $3
         WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND id IN (
           SELECT id FROM accounts.sessions
           WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3
           ORDER BY created_at DESC, id DESC OFFSET $4)",
        tenant.uuid(),
        user.uuid(),
        now.to_sqlx(),
        i64::from(keep),
    )
    .execute(unit.connection())
    .await?;
    Ok(ended.rows_affected())
}

/// A user's sessions that are not over, newest first.
pub(crate) async fn list(unit: &mut Unit, user: UserId) -> Result<Vec<Session>> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let rows = sqlx::query!(
        "SELECT id, created_at, rotated_at, expires_at FROM accounts.sessions
         WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3
         ORDER BY created_at DESC, id DESC",
        tenant.uuid(),
        user.uuid(),
        now.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    let session = |id,
                   created: jiff_sqlx::Timestamp,
                   rotated: jiff_sqlx::Timestamp,
                   expires: jiff_sqlx::Timestamp| Session {
        id,
        created_at: created.to_jiff(),
        refreshed_at: rotated.to_jiff(),
        expires_at: expires.to_jiff(),
    };
    Ok(rows
        .into_iter()
        .map(|row| session(row.id.into(), row.created_at, row.rotated_at, row.expires_at))
        .collect())
}

/// Removes sessions that ended, or would have, before `before`; answers how many.
pub(crate) async fn delete_expired(unit: &mut Unit, before: Timestamp) -> Result<u64> {
    let tenant = unit.tenant();
    let gone = sqlx::query!(
        "DELETE FROM accounts.sessions WHERE tenant_id = $1 AND expires_at < $2",
        tenant.uuid(),
        before.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(gone.rows_affected())
}
