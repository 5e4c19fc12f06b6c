//! `billing.usage`: counters, each taken from and given back to in one statement.

use std::collections::BTreeMap;

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::UserId;

use super::{
    columns::{count, word},
    shape,
};
use crate::rules::{Counter, Limit, Meter};

/// Names one counter: a new usage period is a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) user: UserId,
    pub(crate) meter: Meter,
    pub(crate) period_start: Timestamp,
}

/// Adds `wanted` to the counter, all or nothing, and answers what it is then; `None` when that would pass
/// `limit`. One statement under the row's lock: whoever comes meanwhile waits and sees the outcome.
pub(crate) async fn take(
    unit: &mut Unit,
    key: Key,
    wanted: Counter,
    limit: Limit,
) -> Result<Option<Counter>> {
    let most = match limit {
        Limit::Limited(limit) => limit,
        Limit::Unlimited => u32::MAX,
    };
    // The statement compares with the limit only where there is a row.
    if Counter::default().reserve(limit, wanted.taken()).is_none() {
        return Ok(None);
    }
    let row = sqlx::query!(
        "INSERT INTO billing.usage AS u (tenant_id, user_id, meter, period_start, used, reserved)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, user_id, meter, period_start) DO UPDATE
           SET used = u.used + EXCLUDED.used, reserved = u.reserved + EXCLUDED.reserved
           WHERE u.used + u.reserved + EXCLUDED.used + EXCLUDED.reserved <= $7
         RETURNING used, reserved",
        unit.tenant().uuid(),
        key.user.uuid(),
        key.meter.as_str(),
        key.period_start.to_sqlx(),
        i64::from(wanted.used),
        i64::from(wanted.reserved),
        i64::from(most),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| Ok(Counter { used: count(row.used)?, reserved: count(row.reserved)? })).transpose()
}

/// Turns what was set aside into `used`; the rest of it is free again.
pub(crate) async fn settle(unit: &mut Unit, key: Key, reserved: u32, used: u32) -> Result<Counter> {
    let row = sqlx::query!(
        "UPDATE billing.usage SET used = used + $5, reserved = reserved - $6
         WHERE tenant_id = $1 AND user_id = $2 AND meter = $3 AND period_start = $4
         RETURNING used, reserved",
        unit.tenant().uuid(),
        key.user.uuid(),
        key.meter.as_str(),
        key.period_start.to_sqlx(),
        i64::from(used),
        i64::from(reserved),
    )
    .fetch_optional(unit.connection())
    .await?;
    let row = row.ok_or_else(|| shape("a reservation without its counter"))?;
    Ok(Counter { used: count(row.used)?, reserved: count(row.reserved)? })
}

/// The counters of a user in one period; a meter that is missing was not touched.
pub(crate) async fn of_period(
    unit: &mut Unit,
    user: UserId,
    period_start: Timestamp,
) -> Result<BTreeMap<Meter, Counter>> {
    let rows = sqlx::query!(
        "SELECT meter, used, reserved FROM billing.usage
         WHERE tenant_id = $1 AND user_id = $2 AND period_start = $3",
        unit.tenant().uuid(),
        user.uuid(),
        period_start.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    let counter = |used: i64, reserved: i64| -> Result<Counter> {
        Ok(Counter { used: count(used)?, reserved: count(reserved)? })
    };
    rows.into_iter().map(|row| Ok((word(&row.meter)?, counter(row.used, row.reserved)?))).collect()
}

/// Removes counters of periods that began before `before`, with what is set aside on them, but that of a trial so long
/// that it runs at `now`; answers how many.
pub(crate) async fn remove(unit: &mut Unit, before: Timestamp, now: Timestamp) -> Result<u64> {
    let removed = sqlx::query!(
        "DELETE FROM billing.usage u
         WHERE u.tenant_id = $1 AND u.period_start < $2
           AND NOT EXISTS (
             SELECT FROM billing.subscriptions s
             WHERE s.tenant_id = u.tenant_id AND s.user_id = u.user_id AND s.anchor = u.period_start
               AND s.trial_ends_at > $3)",
        unit.tenant().uuid(),
        before.to_sqlx(),
        now.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(removed.rows_affected())
}
