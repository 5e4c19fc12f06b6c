//! Sums and counts over subscriptions and their ledger.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{Currency, Money, Period};

use super::{columns::word, shape};
use crate::rules::{Action, Interval, State};

/// How many subscriptions stand alike.
pub(crate) struct Group {
    pub(crate) state: State,
    pub(crate) plan: String,
    pub(crate) interval: Option<Interval>,
    /// Its scheduled cancellation has come.
    pub(crate) cancelled: bool,
    /// Its trial is over.
    pub(crate) ended: bool,
    pub(crate) customers: i64,
}

/// How many rows of the ledger are alike.
pub(crate) struct Step {
    pub(crate) action: Action,
    pub(crate) from: State,
    pub(crate) to: State,
    pub(crate) plan: String,
    pub(crate) interval: Option<Interval>,
    pub(crate) times: i64,
}

/// Every subscription, with what time has done to it by `at`.
pub(crate) async fn groups(unit: &mut Unit, at: Timestamp) -> Result<Vec<Group>> {
    let rows = sqlx::query!(
        r#"SELECT state, plan, "interval", coalesce(cancel_at <= $2, false) AS "cancelled!",
                  coalesce(trial_ends_at <= $2, false) AS "ended!", count(*) AS "customers!"
           FROM billing.subscriptions WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5"#,
        unit.tenant().uuid(),
        at.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Group {
                state: word(&row.state)?,
                plan: row.plan,
                interval: row.interval.as_deref().map(word).transpose()?,
                cancelled: row.cancelled,
                ended: row.ended,
                customers: row.customers,
            })
        })
        .collect()
}

/// The ledger's rows that took effect in a period.
pub(crate) async fn steps(unit: &mut Unit, period: Period) -> Result<Vec<Step>> {
    let rows = sqlx::query!(
        r#"SELECT action, from_state, to_state, plan, "interval", count(*) AS "times!"
           FROM billing.transitions WHERE tenant_id = $1 AND effective_at >= $2 AND effective_at < $3
           GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"#,
        unit.tenant().uuid(),
        period.start.to_sqlx(),
        period.end.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                action: word(&row.action)?,
                from: word(&row.from_state)?,
                to: word(&row.to_state)?,
                plan: row.plan,
                interval: row.interval.as_deref().map(word).transpose()?,
                times: row.times,
            })
        })
        .collect()
}

/// The sum of the ledger's changes that took effect until `at`, by currency.
pub(crate) async fn mrr(unit: &mut Unit, at: Timestamp) -> Result<Vec<Money>> {
    let rows = sqlx::query!(
        r#"SELECT currency AS "currency!", sum(delta_minor)::bigint AS "minor!"
           FROM billing.transitions
           WHERE tenant_id = $1 AND effective_at <= $2 AND delta_minor <> 0
           GROUP BY currency ORDER BY currency"#,
        unit.tenant().uuid(),
        at.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = Currency::from_code(&row.currency).ok_or_else(|| shape("an unknown currency"))?;
            Ok(Money::new(row.minor, currency))
        })
        .collect()
}
