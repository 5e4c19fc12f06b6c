//! `alerts.rules`: settings and standing of each rule.

use std::collections::BTreeMap;

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::query_as;

use crate::rules::{Overrides, Standing, State};

/// A rule's row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) set: Overrides,
    pub(crate) standing: Standing,
    /// Whether the firing that is not over was told.
    pub(crate) told: bool,
    /// Changes of state so far.
    pub(crate) steps: i64,
    pub(crate) last_value: Option<f64>,
}

struct Row {
    rule_key: String,
    enabled: Option<bool>,
    threshold: Option<f64>,
    for_seconds: Option<i32>,
    keep_seconds: Option<i32>,
    state: String,
    since: jiff_sqlx::Timestamp,
    seen_at: jiff_sqlx::Timestamp,
    fired_at: Option<jiff_sqlx::Timestamp>,
    told: bool,
    steps: i64,
    last_value: Option<f64>,
}

/// Gives each of these rules a row on which nothing has been observed, unless it has one.
pub(crate) async fn install(unit: &mut Unit, keys: &[String], at: Timestamp) -> Result<()> {
    let (tenant, new) = (unit.tenant().uuid(), Standing::new(at));
    sqlx::query!(
        "INSERT INTO alerts.rules (tenant_id, rule_key, state, since, seen_at)
         SELECT $1, key, $3, $4, $4 FROM unnest($2::text[]) AS new (key)
         ON CONFLICT (tenant_id, rule_key) DO NOTHING",
        tenant,
        keys,
        new.state.as_str(),
        at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Every rule's row, as it is.
pub(crate) async fn list(unit: &mut Unit) -> Result<BTreeMap<String, Kept>> {
    let tenant = unit.tenant().uuid();
    let rows = query_as!(
        Row,
        "SELECT rule_key, enabled, threshold, for_seconds, keep_seconds, state, since, seen_at, fired_at, told, steps,
           last_value
         FROM alerts.rules WHERE tenant_id = $1",
        tenant,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(Row::kept).collect())
}

/// Every rule's row, in the order of their keys, none of which another unit changes before this one ends.
pub(crate) async fn lock_all(unit: &mut Unit) -> Result<BTreeMap<String, Kept>> {
    let tenant = unit.tenant().uuid();
    let rows = query_as!(
        Row,
        "SELECT rule_key, enabled, threshold, for_seconds, keep_seconds, state, since, seen_at, fired_at, told, steps,
           last_value
         FROM alerts.rules WHERE tenant_id = $1 ORDER BY rule_key FOR NO KEY UPDATE",
        tenant,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(Row::kept).collect())
}

/// One rule's row, which no other unit changes before this one ends.
pub(crate) async fn lock(unit: &mut Unit, key: &str) -> Result<Option<Kept>> {
    let tenant = unit.tenant().uuid();
    let row = query_as!(
        Row,
        "SELECT rule_key, enabled, threshold, for_seconds, keep_seconds, state, since, seen_at, fired_at, told, steps,
           last_value
         FROM alerts.rules WHERE tenant_id = $1 AND rule_key = $2 FOR NO KEY UPDATE",
        tenant,
        key,
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| row.kept().1))
}

/// Writes how a rule stands.
pub(crate) async fn save(unit: &mut Unit, key: &str, kept: &Kept) -> Result<()> {
    let (tenant, Standing { state, since, seen, fired }) = (unit.tenant().uuid(), kept.standing);
    sqlx::query!(
        "UPDATE alerts.rules
         SET state = $3, since = $4, seen_at = $5, fired_at = $6, told = $7, steps = $8, last_value = $9
         WHERE tenant_id = $1 AND rule_key = $2",
        tenant,
        key,
        state.as_str(),
        since.to_sqlx(),
        seen.to_sqlx(),
        fired.map(ToSqlx::to_sqlx) as _,
        kept.told,
        kept.steps,
        kept.last_value,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Writes what an admin set.
pub(crate) async fn set(unit: &mut Unit, key: &str, set: &Overrides) -> Result<()> {
    let tenant = unit.tenant().uuid();
    sqlx::query!(
        "UPDATE alerts.rules SET enabled = $3, threshold = $4, for_seconds = $5, keep_seconds = $6
         WHERE tenant_id = $1 AND rule_key = $2",
        tenant,
        key,
        set.enabled,
        set.threshold,
        set.for_seconds,
        set.keep_seconds,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

impl Row {
    fn kept(self) -> (String, Kept) {
        let Self { enabled, threshold, for_seconds, keep_seconds, told, steps, last_value, .. } = self;
        let standing = Standing {
            // The table's check lets no other name in.
            state: State::parse(&self.state).unwrap_or(State::NoData),
            since: self.since.to_jiff(),
            seen: self.seen_at.to_jiff(),
            fired: self.fired_at.map(jiff_sqlx::Timestamp::to_jiff),
        };
        let set = Overrides { enabled, threshold, for_seconds, keep_seconds };
        (self.rule_key, Kept { set, standing, told, steps, last_value })
    }
}
