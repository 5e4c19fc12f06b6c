//! `alerts.silences`, with the reason sealed for its row: an admin wrote it, and may have named somebody.

use data::{Result, Unit, unit::field};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{PageSize, SilenceId, UserId};

use crate::{
    actions::silence::Made,
    rules::{Matcher, Silence},
};

const TABLE: &str = "alerts.silences";

/// The three columns of a matcher.
fn columns(matcher: &Matcher) -> [Option<&str>; 3] {
    match matcher {
        Matcher::Rule(key) => [Some(key), None, None],
        Matcher::Label { name, value } => [None, Some(name), Some(value)],
    }
}

/// None of a row that the table's check would not have let in.
fn matcher(rule: Option<String>, name: Option<String>, value: Option<String>) -> Option<Matcher> {
    match (rule, name, value) {
        (Some(key), None, None) => Some(Matcher::Rule(key)),
        (None, Some(name), Some(value)) => Some(Matcher::Label { name, value }),
        _ => None,
    }
}

/// Adds a silence.
pub(crate) async fn add(unit: &mut Unit, made: &Made) -> Result<()> {
    let (tenant, id) = (unit.tenant().uuid(), made.id.uuid());
    let reason = unit.seal(field(TABLE, "reason", id), made.reason.as_bytes());
    let [key, name, value] = columns(&made.silence.matcher);
    sqlx::query!(
        "INSERT INTO alerts.silences
           (tenant_id, id, rule_key, label_name, label_value, starts_at, ends_at, made_at, made_by, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant,
        id,
        key,
        name,
        value,
        made.silence.from.to_sqlx(),
        made.silence.until.to_sqlx(),
        made.at.to_sqlx(),
        made.by.map(UserId::uuid),
        reason,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// The silences in force at a moment.
pub(crate) async fn in_force(unit: &mut Unit, at: Timestamp) -> Result<Vec<Silence>> {
    let tenant = unit.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT rule_key, label_name, label_value, starts_at, ends_at FROM alerts.silences
         WHERE tenant_id = $1 AND starts_at <= $2 AND ends_at > $3 AND ended_at IS NULL",
        tenant,
        at.to_sqlx(),
        at.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    let silences = rows.into_iter().filter_map(|row| {
        let matcher = matcher(row.rule_key, row.label_name, row.label_value)?;
        Some(Silence { matcher, from: row.starts_at.to_jiff(), until: row.ends_at.to_jiff() })
    });
    Ok(silences.collect())
}

/// Silences that are not over at a moment, newest first, made before `before`.
pub(crate) async fn page(
    unit: &mut Unit,
    at: Timestamp,
    before: Option<SilenceId>,
    size: PageSize,
) -> Result<Vec<Made>> {
    let tenant = unit.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT id, rule_key, label_name, label_value, starts_at, ends_at, made_at, made_by, reason FROM alerts.silences
         WHERE tenant_id = $1 AND ends_at > $2 AND ended_at IS NULL AND ($3::uuid IS NULL OR id < $3)
         ORDER BY id DESC LIMIT $4",
        tenant,
        at.to_sqlx(),
        before.map(SilenceId::uuid),
        size.fetch(),
    )
    .fetch_all(unit.connection())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(matcher) = matcher(row.rule_key, row.label_name, row.label_value) else { continue };
        all.push(Made {
            id: row.id.into(),
            silence: Silence { matcher, from: row.starts_at.to_jiff(), until: row.ends_at.to_jiff() },
            at: row.made_at.to_jiff(),
            by: row.made_by.map(UserId::from),
            reason: unit.open_text(field(TABLE, "reason", row.id), &row.reason)?,
        });
    }
    Ok(all)
}

/// Ends a silence that is not over; false when there is no such one.
pub(crate) async fn end(unit: &mut Unit, id: SilenceId, at: Timestamp) -> Result<bool> {
    let tenant = unit.tenant().uuid();
    let done = sqlx::query!(
        "UPDATE alerts.silences SET ended_at = $3
         WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND ends_at > $3",
        tenant,
        id.uuid(),
        at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}
