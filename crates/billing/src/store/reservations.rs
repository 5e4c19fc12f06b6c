//! `billing.reservations`: usage set aside. A row is there while the work is under way; whoever removes it
//! has ended it, and nobody else can.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{ReservationId, UserId};

use super::{
    columns::{count, word},
    usage::Key,
};

/// A reservation as its row has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) key: Key,
    pub(crate) amount: u32,
}

pub(crate) async fn add(unit: &mut Unit, id: ReservationId, held: Held, expires_at: Timestamp) -> Result<()> {
    sqlx::query!(
        "INSERT INTO billing.reservations (tenant_id, id, user_id, meter, period_start, amount, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        unit.tenant().uuid(),
        id.uuid(),
        held.key.user.uuid(),
        held.key.meter.as_str(),
        held.key.period_start.to_sqlx(),
        i64::from(held.amount),
        expires_at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Removes a reservation and answers what it was; `None` when it has ended.
pub(crate) async fn end(unit: &mut Unit, id: ReservationId) -> Result<Option<Held>> {
    let row = sqlx::query!(
        "DELETE FROM billing.reservations WHERE tenant_id = $1 AND id = $2
         RETURNING user_id, meter, period_start, amount",
        unit.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| held(row.user_id, &row.meter, row.period_start, row.amount)).transpose()
}

/// Users with a reservation whose time is up at `at`, and since when; longest first.
pub(crate) async fn expired(unit: &mut Unit, at: Timestamp, most: i64) -> Result<Vec<(UserId, Timestamp)>> {
    let rows = sqlx::query!(
        r#"SELECT user_id, min(expires_at) AS "since!" FROM billing.reservations
           WHERE tenant_id = $1 AND expires_at <= $2 GROUP BY user_id ORDER BY min(expires_at), user_id LIMIT $3"#,
        unit.tenant().uuid(),
        at.to_sqlx(),
        most,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id.into(), row.since.to_jiff())).collect())
}

/// Removes those of a user whose time is up at `at` and answers what they were.
pub(crate) async fn end_expired(unit: &mut Unit, user: UserId, at: Timestamp) -> Result<Vec<Held>> {
    let rows = sqlx::query!(
        "DELETE FROM billing.reservations WHERE tenant_id = $1 AND user_id = $2 AND expires_at <= $3
         RETURNING user_id, meter, period_start, amount",
        unit.tenant().uuid(),
        user.uuid(),
        at.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter().map(|row| held(row.user_id, &row.meter, row.period_start, row.amount)).collect()
}

fn held(user: uuid::Uuid, meter: &str, period_start: jiff_sqlx::Timestamp, amount: i64) -> Result<Held> {
    let key = Key { user: user.into(), meter: word(meter)?, period_start: period_start.to_jiff() };
    Ok(Held { key, amount: count(amount)? })
}
