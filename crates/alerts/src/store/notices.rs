//! `alerts.notices`: what was to be told, never changed.

use data::{Result, Unit};
use jiff_sqlx::ToSqlx;
use kernel::NoticeId;

use crate::rules::{About, Notice, State, catalogue, post::Told};

/// As many of a rule's newest notices as say how its post stands.
const ENOUGH: i64 = 200;

/// Adds a notice.
pub(crate) async fn add(unit: &mut Unit, id: NoticeId, notice: &Notice, mailed: bool) -> Result<()> {
    let tenant = unit.tenant().uuid();
    sqlx::query!(
        "INSERT INTO alerts.notices (tenant_id, id, rule_key, about, at, since, state, value, threshold, mailed, unsaid)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        id.uuid(),
        notice.rule.key,
        notice.about.as_str(),
        notice.at.to_sqlx(),
        notice.since.to_sqlx(),
        notice.state.as_str(),
        notice.value,
        notice.threshold,
        mailed,
        notice.unsaid,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// A notice; none of a rule that this version does not ship any more.
pub(crate) async fn find(unit: &mut Unit, id: NoticeId) -> Result<Option<Notice>> {
    let tenant = unit.tenant().uuid();
    let row = sqlx::query!(
        "SELECT rule_key, about, at, since, state, value, threshold, unsaid FROM alerts.notices
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.and_then(|row| {
        Some(Notice {
            rule: catalogue::find(&row.rule_key)?,
            about: About::parse(&row.about)?,
            at: row.at.to_jiff(),
            since: row.since.to_jiff(),
            state: State::parse(&row.state)?,
            value: row.value,
            threshold: row.threshold,
            unsaid: row.unsaid,
        })
    }))
}

/// What was told of a rule, newest first.
pub(crate) async fn told(unit: &mut Unit, key: &str) -> Result<Vec<Told>> {
    let tenant = unit.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT at, mailed FROM alerts.notices WHERE tenant_id = $1 AND rule_key = $2
         ORDER BY at DESC, id DESC LIMIT $3",
        tenant,
        key,
        ENOUGH,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| Told { at: row.at.to_jiff(), mailed: row.mailed }).collect())
}
