//! `alerts.transitions`: every change of state, never changed itself.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::PageSize;

use crate::{actions::history::Transition, rules::State};

/// Adds a change.
pub(crate) async fn add(
    unit: &mut Unit,
    key: &str,
    step: i64,
    [from, to]: [State; 2],
    at: Timestamp,
    value: Option<f64>,
) -> Result<()> {
    let tenant = unit.tenant().uuid();
    sqlx::query!(
        "INSERT INTO alerts.transitions (tenant_id, rule_key, step, from_state, to_state, at, value)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tenant,
        key,
        step,
        from.as_str(),
        to.as_str(),
        at.to_sqlx(),
        value,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// A rule's changes before a step, newest first.
pub(crate) async fn page(
    unit: &mut Unit,
    key: &str,
    before: Option<i64>,
    size: PageSize,
) -> Result<Vec<Transition>> {
    let tenant = unit.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT step, from_state, to_state, at, value FROM alerts.transitions
         WHERE tenant_id = $1 AND rule_key = $2 AND ($3::bigint IS NULL OR step < $3)
         ORDER BY step DESC LIMIT $4",
        tenant,
        key,
        before,
        size.fetch(),
    )
    .fetch_all(unit.connection())
    .await?;
    let state = |name: &str| State::parse(name).unwrap_or(State::NoData);
    let transitions = rows.into_iter().map(|row| Transition {
        step: row.step,
        from: state(&row.from_state),
        to: state(&row.to_state),
        at: row.at.to_jiff(),
        value: row.value,
    });
    Ok(transitions.collect())
}
