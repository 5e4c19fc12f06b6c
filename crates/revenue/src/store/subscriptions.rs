//! How subscriptions moved from state to state, and how their trials ended.

use std::collections::BTreeMap;

use billing::rules::State;
use data::Unit;
use jiff_sqlx::ToSqlx;

use super::{number, starts};
use crate::{
    Result,
    rules::{Change, Timeline, subscriptions::TrialGroup},
};

/// Something by the number of its period.
type ByPeriod<T> = BTreeMap<usize, Vec<T>>;

/// Changes of state by period, plan and interval.
pub(crate) async fn flows(unit: &mut Unit, timeline: &Timeline) -> Result<ByPeriod<Change>> {
    let rows = sqlx::query!(
        r#"SELECT width_bucket(effective_at, $2::timestamptz[]) AS "period!",
                  CASE WHEN sequence > 1 THEN from_state END AS "from", to_state AS "to!", plan AS "plan!",
                  "interval", count(*) AS "count!"
           FROM billing.pub_transitions
           WHERE tenant_id = $1 AND effective_at >= $3 AND effective_at < $4
             AND (from_state <> to_state OR sequence = 1)
           GROUP BY 1, 2, 3, 4, 5"#,
        unit.tenant().uuid(),
        &starts(timeline) as _,
        timeline.start().to_sqlx(),
        timeline.until().to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await
    .map_err(data::Error::from)?;
    let mut flows = ByPeriod::new();
    for row in rows {
        let from = row.from.map(|word| word.parse()).transpose()?;
        let interval = row.interval.map(|word| word.parse()).transpose()?;
        let change = Change { from, to: row.to.parse()?, plan: row.plan, interval, count: row.count };
        flows.entry(number(row.period)).or_default().push(change);
    }
    Ok(flows)
}

/// Trials by the period in which they began, and by how they had ended when the timeline is seen.
pub(crate) async fn trials(unit: &mut Unit, timeline: &Timeline) -> Result<ByPeriod<TrialGroup>> {
    let rows = sqlx::query!(
        r#"WITH turns AS (
             SELECT effective_at, to_state, trial_ends_at,
                    lead(to_state) OVER (PARTITION BY subscription_id ORDER BY sequence) AS outcome
             FROM billing.pub_transitions
             WHERE tenant_id = $1 AND effective_at <= $5 AND from_state <> to_state
               AND (from_state = $6 OR to_state = $6))
           SELECT width_bucket(effective_at, $2::timestamptz[]) AS "period!", outcome,
                  trial_ends_at <= $5 AS "matured!", count(*) AS "trials!"
           FROM turns WHERE to_state = $6 AND effective_at >= $3 AND effective_at < $4
           GROUP BY 1, 2, 3"#,
        unit.tenant().uuid(),
        &starts(timeline) as _,
        timeline.start().to_sqlx(),
        timeline.until().to_sqlx(),
        timeline.as_of.to_sqlx(),
        State::Trialing.as_str(),
    )
    .fetch_all(unit.connection())
    .await
    .map_err(data::Error::from)?;
    let mut trials = ByPeriod::new();
    for row in rows {
        let outcome = row.outcome.map(|word| word.parse()).transpose()?;
        let group = TrialGroup { outcome, matured: row.matured, trials: row.trials };
        trials.entry(number(row.period)).or_default().push(group);
    }
    Ok(trials)
}
