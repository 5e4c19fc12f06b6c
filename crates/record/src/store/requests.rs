//! Reading `record.requests` of one tenant.

use data::{Result, Unit};
use jiff::Timestamp;
use kernel::{RequestId, UserId};
use uuid::Uuid;

use crate::requests::{Filter, Logged};

/// Rows older than `before`, newest first.
pub(crate) async fn list(
    unit: &mut Unit,
    filter: &Filter,
    before: Option<RequestId>,
    limit: i64,
) -> Result<Vec<Logged>> {
    let rows = sqlx::query!(
        "SELECT id, user_id, method, route, status, reason, micros, request_bytes, answer_bytes, correlation_id, country
         FROM record.requests
         WHERE tenant_id = $1
           AND ($2::text IS NULL OR reason = $2)
           AND ($3::uuid IS NULL OR user_id = $3)
           AND ($4::text IS NULL OR route = $4)
           AND ($5::smallint IS NULL OR status = $5)
           AND ($6::text IS NULL OR correlation_id = $6)
           AND ($7::uuid IS NULL OR id >= $7)
           AND ($8::uuid IS NULL OR id < $8)
           AND ($9::uuid IS NULL OR id < $9)
         ORDER BY id DESC LIMIT $10",
        unit.tenant().uuid(),
        filter.reason,
        filter.user.map(UserId::uuid),
        filter.route,
        filter.status.map(|status| i16::try_from(status).unwrap_or(0)),
        filter.correlation,
        filter.since.map(first_of),
        filter.until.map(first_of),
        before.map(RequestId::uuid),
        limit,
    )
    .fetch_all(unit.connection())
    .await?;
    let logged = rows.into_iter().map(|row| Logged {
        id: row.id.into(),
        at: made_at(row.id),
        actor: row.user_id.map_or_else(|| "guest".to_owned(), |user| format!("user:{user}")),
        method: row.method,
        route: row.route,
        status: row.status.unsigned_abs(),
        reason: row.reason,
        micros: row.micros,
        request_bytes: row.request_bytes,
        answer_bytes: row.answer_bytes,
        correlation: row.correlation_id,
        country: row.country,
    });
    Ok(logged.collect())
}

/// The least identifier of a millisecond.
fn first_of(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.as_millisecond()).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// The millisecond that an identifier begins with.
fn made_at(id: Uuid) -> Timestamp {
    let millis = i64::try_from(id.as_u128() >> 80).unwrap_or(0);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
