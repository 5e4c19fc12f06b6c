//! Movements of MRR.

use billing::rules::Movement;
use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::Currency;

use super::{number, starts};
use crate::rules::{LeftOut, Tally, Timeline, Turnover};

/// MRR of one currency.
pub(crate) struct Mrr {
    pub(crate) currency: String,
    /// Just before some earlier instant.
    pub(crate) before_minor: i64,
    /// By the last row.
    pub(crate) now_minor: i64,
    /// How many movements there were.
    pub(crate) rows: i64,
}

/// One period of [`tallies`].
struct Row {
    period: i32,
    new: i64,
    expansion: i64,
    reactivation: i64,
    contraction: i64,
    churn: i64,
    arrived: i64,
    departed: i64,
    churned: i64,
    arrived_minor: i64,
    changed_minor: i64,
    lost_minor: i64,
}

/// The movements of each period, and all before them: by name, and by what became of each customer. One statement,
/// for two could see different ledgers. A customer that would owe MRR counts as one that pays nothing, so that the
/// two then disagree.
pub(crate) async fn tallies(unit: &mut Unit, timeline: &Timeline, currency: Currency) -> Result<Vec<Tally>> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH named AS (
             SELECT width_bucket(effective_at, $3::timestamptz[]) AS period,
                    sum(delta_minor) FILTER (WHERE movement = $5) AS new,
                    sum(delta_minor) FILTER (WHERE movement = $6) AS expansion,
                    sum(delta_minor) FILTER (WHERE movement = $7) AS reactivation,
                    sum(delta_minor) FILTER (WHERE movement = $8) AS contraction,
                    sum(delta_minor) FILTER (WHERE movement = $9) AS churn
             FROM billing.pub_transitions
             WHERE tenant_id = $1 AND currency = $2 AND effective_at < $4 AND delta_minor <> 0
             GROUP BY period),
           moved AS (
             SELECT user_id, width_bucket(effective_at, $3::timestamptz[]) AS period,
                    sum(delta_minor)::bigint AS delta, bool_or(movement = $9) AS churned
             FROM billing.pub_transitions
             WHERE tenant_id = $1 AND currency = $2 AND effective_at < $4 AND delta_minor <> 0
             GROUP BY user_id, period),
           stood AS (
             SELECT *, (sum(delta) OVER (PARTITION BY user_id ORDER BY period))::bigint AS balance FROM moved),
           went AS (
             SELECT *, greatest(balance - delta, 0) AS before, greatest(balance, 0) AS after FROM stood),
           turned AS (
             SELECT period,
                    count(*) FILTER (WHERE before = 0 AND after > 0) AS arrived,
                    count(*) FILTER (WHERE before > 0 AND after = 0) AS departed,
                    count(*) FILTER (WHERE before > 0 AND churned) AS churned,
                    sum(after) FILTER (WHERE before = 0) AS arrived_minor,
                    sum(after - before) FILTER (WHERE before > 0) AS changed_minor,
                    sum(least(after - before, 0)) FILTER (WHERE before > 0) AS lost_minor
             FROM went GROUP BY period)
           SELECT period AS "period!", arrived AS "arrived!", departed AS "departed!", churned AS "churned!",
                  coalesce(new, 0)::bigint AS "new!", coalesce(expansion, 0)::bigint AS "expansion!",
                  coalesce(reactivation, 0)::bigint AS "reactivation!",
                  coalesce(contraction, 0)::bigint AS "contraction!", coalesce(churn, 0)::bigint AS "churn!",
                  coalesce(arrived_minor, 0)::bigint AS "arrived_minor!",
                  coalesce(changed_minor, 0)::bigint AS "changed_minor!",
                  coalesce(lost_minor, 0)::bigint AS "lost_minor!"
           FROM named JOIN turned USING (period) ORDER BY period"#,
        unit.tenant().uuid(),
        currency.code(),
        &starts(timeline) as _,
        timeline.until().to_sqlx(),
        Movement::New.as_str(),
        Movement::Expansion.as_str(),
        Movement::Reactivation.as_str(),
        Movement::Contraction.as_str(),
        Movement::Churn.as_str(),
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(Tally::from).collect())
}

/// Movements in other currencies, up to the end of the timeline.
pub(crate) async fn left_out(
    unit: &mut Unit,
    timeline: &Timeline,
    currency: Currency,
) -> Result<Vec<LeftOut>> {
    let rows = sqlx::query!(
        r#"SELECT currency AS "currency!", count(*) AS "rows!" FROM billing.pub_transitions
           WHERE tenant_id = $1 AND currency <> $2 AND effective_at < $3 AND delta_minor <> 0
           GROUP BY currency ORDER BY currency"#,
        unit.tenant().uuid(),
        currency.code(),
        timeline.until().to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| LeftOut { currency: row.currency, rows: row.rows }).collect())
}

/// MRR by currency at `as_of`, and just before `earlier`.
pub(crate) async fn mrr(unit: &mut Unit, earlier: Timestamp, as_of: Timestamp) -> Result<Vec<Mrr>> {
    let rows = sqlx::query!(
        r#"SELECT currency AS "currency!", count(*) AS "rows!", sum(delta_minor)::bigint AS "now!",
                  coalesce(sum(delta_minor) FILTER (WHERE effective_at < $2), 0)::bigint AS "before!"
           FROM billing.pub_transitions
           WHERE tenant_id = $1 AND currency IS NOT NULL AND effective_at <= $3 AND delta_minor <> 0
           GROUP BY currency ORDER BY currency"#,
        unit.tenant().uuid(),
        earlier.to_sqlx(),
        as_of.to_sqlx(),
    )
    .fetch_all(unit.connection())
    .await?;
    let mrr = rows.into_iter().map(|row| Mrr {
        currency: row.currency,
        before_minor: row.before,
        now_minor: row.now,
        rows: row.rows,
    });
    Ok(mrr.collect())
}

impl From<Row> for Tally {
    fn from(row: Row) -> Self {
        Self {
            period: number(row.period),
            moved: [row.new, row.expansion, row.reactivation, row.contraction, row.churn],
            turnover: Turnover {
                arrived: row.arrived,
                departed: row.departed,
                churned: row.churned,
                arrived_minor: row.arrived_minor,
                changed_minor: row.changed_minor,
                lost_minor: row.lost_minor,
            },
        }
    }
}
