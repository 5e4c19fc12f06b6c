//! `billing.subscriptions`: where each user stands now, one row each.

use data::{Result, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{SubscriptionId, UserId};
use places::Zone;

use super::{
    columns::{Moment, TermsColumns, count, moment, ordinal, word},
    shape,
};
use crate::rules::{Customer, PlanRef, State, Subscription};

/// A user's subscription as its row has it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) id: SubscriptionId,
    pub(crate) user: UserId,
    /// Where its dates are counted; never changes.
    pub(crate) zone: Zone,
    /// The number of the ledger's last row; 0 before the first.
    pub(crate) sequence: u32,
    /// What the ledger's rows fold to.
    pub(crate) subscription: Subscription,
}

struct Row {
    id: uuid::Uuid,
    user_id: uuid::Uuid,
    time_zone: String,
    sequence: i32,
    state: String,
    plan: String,
    plan_version: i32,
    interval: Option<String>,
    price_minor: Option<i64>,
    currency: Option<String>,
    quantity: Option<i64>,
    anchor: Moment,
    usage_anchor: Moment,
    paid_until: Moment,
    trial_ends_at: Moment,
    cancel_at: Moment,
    mrr_minor: i64,
    since: jiff_sqlx::Timestamp,
    trialed: bool,
    has_paid: bool,
}

/// The subscription of a user.
pub(crate) async fn find(unit: &mut Unit, user: UserId) -> Result<Option<Held>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, user_id, time_zone, sequence, state, plan, plan_version, "interval", price_minor, currency,
                  quantity, anchor, usage_anchor, paid_until, trial_ends_at, cancel_at, mrr_minor, since, trialed,
                  has_paid
           FROM billing.subscriptions WHERE tenant_id = $1 AND user_id = $2"#,
        unit.tenant().uuid(),
        user.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(Held::try_from).transpose()
}

/// As [`find`]; nobody else changes it until this unit ends.
pub(crate) async fn lock(unit: &mut Unit, user: UserId) -> Result<Option<Held>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, user_id, time_zone, sequence, state, plan, plan_version, "interval", price_minor, currency,
                  quantity, anchor, usage_anchor, paid_until, trial_ends_at, cancel_at, mrr_minor, since, trialed,
                  has_paid
           FROM billing.subscriptions WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE"#,
        unit.tenant().uuid(),
        user.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(Held::try_from).transpose()
}

/// Users whose subscription time alone has changed by `at` without the ledger knowing, and when; longest first.
pub(crate) async fn overdue(unit: &mut Unit, at: Timestamp, most: i64) -> Result<Vec<(UserId, Timestamp)>> {
    let rows = sqlx::query!(
        r#"SELECT user_id, least(trial_ends_at, cancel_at) AS "since!" FROM billing.subscriptions
           WHERE tenant_id = $1 AND (trial_ends_at IS NOT NULL OR cancel_at IS NOT NULL)
             AND least(trial_ends_at, cancel_at) <= $2
           ORDER BY least(trial_ends_at, cancel_at), user_id LIMIT $3"#,
        unit.tenant().uuid(),
        at.to_sqlx(),
        most,
    )
    .fetch_all(unit.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id.into(), row.since.to_jiff())).collect())
}

/// Writes the row, new or not.
pub(crate) async fn put(unit: &mut Unit, held: &Held) -> Result<()> {
    let now = &held.subscription;
    let terms = TermsColumns::write(now.terms.as_ref());
    sqlx::query!(
        r#"INSERT INTO billing.subscriptions
             (tenant_id, id, user_id, time_zone, sequence, state, plan, plan_version, "interval", price_minor,
              currency, quantity, anchor, usage_anchor, paid_until, trial_ends_at, cancel_at, mrr_minor, since,
              trialed, has_paid)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
           ON CONFLICT (tenant_id, id) DO UPDATE
             SET sequence = EXCLUDED.sequence, state = EXCLUDED.state, plan = EXCLUDED.plan,
                 plan_version = EXCLUDED.plan_version, "interval" = EXCLUDED."interval",
                 price_minor = EXCLUDED.price_minor, currency = EXCLUDED.currency,
                 quantity = EXCLUDED.quantity, anchor = EXCLUDED.anchor,
                 usage_anchor = EXCLUDED.usage_anchor, paid_until = EXCLUDED.paid_until,
                 trial_ends_at = EXCLUDED.trial_ends_at, cancel_at = EXCLUDED.cancel_at,
                 mrr_minor = EXCLUDED.mrr_minor, since = EXCLUDED.since, trialed = EXCLUDED.trialed,
                 has_paid = EXCLUDED.has_paid"#,
        unit.tenant().uuid(),
        held.id.uuid(),
        held.user.uuid(),
        held.zone.name(),
        ordinal(held.sequence)?,
        now.state.as_str(),
        now.plan.code,
        ordinal(now.plan.version)?,
        terms.interval,
        terms.price_minor,
        terms.currency,
        terms.quantity,
        now.anchor.map(ToSqlx::to_sqlx) as _,
        now.usage_anchor.map(ToSqlx::to_sqlx) as _,
        now.paid_until.map(ToSqlx::to_sqlx) as _,
        now.trial_ends_at.map(ToSqlx::to_sqlx) as _,
        now.cancel_at.map(ToSqlx::to_sqlx) as _,
        now.mrr_minor,
        now.since.to_sqlx(),
        now.trialed,
        now.has_paid,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

impl Held {
    /// What decisions need to know beside the subscription; a user has no other.
    pub(crate) fn customer(&self) -> Result<Customer> {
        Ok(Customer::alone(self.zone.rules().map_err(shape)?.clone()))
    }
}

impl TryFrom<Row> for Held {
    type Error = data::Error;

    fn try_from(row: Row) -> Result<Self> {
        let Row { interval, price_minor, currency, quantity, .. } = row;
        let terms = TermsColumns { interval, price_minor, currency, quantity };
        let state: State = word(&row.state)?;
        let anchor = moment(row.anchor);
        let subscription = Subscription {
            state,
            plan: PlanRef { code: row.plan, version: count(row.plan_version)? },
            terms: terms.read()?,
            anchor,
            // Rows of before usage months had an anchor of their own count from their purchase.
            usage_anchor: moment(row.usage_anchor).or(anchor.filter(|_| state.earns())),
            paid_until: moment(row.paid_until),
            trial_ends_at: moment(row.trial_ends_at),
            cancel_at: moment(row.cancel_at),
            mrr_minor: row.mrr_minor,
            since: row.since.to_jiff(),
            trialed: row.trialed,
            has_paid: row.has_paid,
        };
        Ok(Self {
            id: row.id.into(),
            user: row.user_id.into(),
            zone: Zone::find(&row.time_zone).map_err(shape)?,
            sequence: count(row.sequence)?,
            subscription,
        })
    }
}
