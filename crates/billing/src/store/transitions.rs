//! `billing.transitions`: the ledger, added to and read, and what customers said when they left.

use data::{Result, Unit, unit::field};
use jiff_sqlx::ToSqlx;
use kernel::{TransitionId, UserId};

use super::{
    columns::{Moment, TermsColumns, count, moment, ordinal, word},
    subscriptions::Held,
};
use crate::rules::{Movement, PlanRef, Transition};

struct Row {
    action: String,
    from_state: String,
    to_state: String,
    plan: String,
    plan_version: i32,
    interval: Option<String>,
    price_minor: Option<i64>,
    currency: Option<String>,
    quantity: Option<i64>,
    anchor: Moment,
    trial_ends_at: Moment,
    cancel_at: Moment,
    mrr_minor: i64,
    delta_minor: i64,
    movement: Option<String>,
    effective_at: jiff_sqlx::Timestamp,
}

/// Adds the row with which `held` became what it is; its number is that of `held`.
pub(crate) async fn add(unit: &mut Unit, held: &Held, row: &Transition) -> Result<TransitionId> {
    let id = TransitionId::new(unit.real_now());
    let terms = TermsColumns::write(row.terms.as_ref());
    sqlx::query!(
        r#"INSERT INTO billing.transitions
             (tenant_id, id, subscription_id, user_id, sequence, action, from_state, to_state, plan, plan_version,
              "interval", price_minor, currency, quantity, anchor, trial_ends_at, cancel_at, mrr_minor,
              delta_minor, movement, effective_at, recorded_at, actor)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                   $21, $22, $23)"#,
        unit.tenant().uuid(),
        id.uuid(),
        held.id.uuid(),
        held.user.uuid(),
        ordinal(held.sequence)?,
        row.action.as_str(),
        row.from.as_str(),
        row.to.as_str(),
        row.plan.code,
        ordinal(row.plan.version)?,
        terms.interval,
        terms.price_minor,
        terms.currency,
        terms.quantity,
        row.anchor.map(ToSqlx::to_sqlx) as _,
        row.trial_ends_at.map(ToSqlx::to_sqlx) as _,
        row.cancel_at.map(ToSqlx::to_sqlx) as _,
        row.mrr_minor,
        row.delta_minor,
        row.movement.map(Movement::as_str),
        row.effective_at.to_sqlx(),
        unit.real_now().to_sqlx(),
        unit.actor().to_string(),
    )
    .execute(unit.connection())
    .await?;
    Ok(id)
}

/// The rows of a user, in the order in which they were written.
pub(crate) async fn of_user(unit: &mut Unit, user: UserId) -> Result<Vec<Transition>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT action, from_state, to_state, plan, plan_version, "interval", price_minor, currency, quantity,
                  anchor, trial_ends_at, cancel_at, mrr_minor, delta_minor, movement, effective_at
           FROM billing.transitions WHERE tenant_id = $1 AND user_id = $2 ORDER BY sequence"#,
        unit.tenant().uuid(),
        user.uuid(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter().map(Transition::try_from).collect()
}

/// Keeps, sealed, why a customer leaves; beside the ledger, so that it can be erased.
pub(crate) async fn add_reason(unit: &mut Unit, id: TransitionId, words: &str) -> Result<()> {
    let sealed = unit.seal(field("billing.cancel_reasons", "words", id.uuid()), words.as_bytes());
    sqlx::query!(
        "INSERT INTO billing.cancel_reasons (tenant_id, transition_id, words) VALUES ($1, $2, $3)",
        unit.tenant().uuid(),
        id.uuid(),
        sealed,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

impl TryFrom<Row> for Transition {
    type Error = data::Error;

    fn try_from(row: Row) -> Result<Self> {
        let Row { interval, price_minor, currency, quantity, .. } = row;
        let terms = TermsColumns { interval, price_minor, currency, quantity };
        Ok(Self {
            action: word(&row.action)?,
            from: word(&row.from_state)?,
            to: word(&row.to_state)?,
            effective_at: row.effective_at.to_jiff(),
            plan: PlanRef { code: row.plan, version: count(row.plan_version)? },
            terms: terms.read()?,
            anchor: moment(row.anchor),
            trial_ends_at: moment(row.trial_ends_at),
            cancel_at: moment(row.cancel_at),
            mrr_minor: row.mrr_minor,
            delta_minor: row.delta_minor,
            movement: row.movement.as_deref().map(word).transpose()?,
        })
    }
}
