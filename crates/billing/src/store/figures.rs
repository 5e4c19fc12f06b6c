//! Counts over subscriptions.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use super::columns::word;
use crate::rules::{Interval, State};

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
