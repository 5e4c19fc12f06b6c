//! `billing.transitions`: the ledger, added to, and what customers said when they left.

use data::{Result, Unit, unit::field};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::TransitionId;

use super::{
    columns::{TermsColumns, ordinal},
    subscriptions::Held,
};
use crate::rules::{Movement, Transition};

/// Adds the row with which `held` became what it is; its number is that of `held`.
pub(crate) async fn add(unit: &mut Unit, held: &Held, row: &Transition) -> Result<TransitionId> {
    let id = TransitionId::new(unit.real_now());
    let terms = TermsColumns::write(row.terms.as_ref());
    sqlx::query!(
        r#"INSERT INTO billing.transitions
             (tenant_id, id, subscription_id, user_id, sequence, action, from_state, to_state, plan, plan_version,
              "interval", price_minor, currency, quantity, anchor, usage_anchor, trial_ends_at, cancel_at,
              mrr_minor, delta_minor, movement, effective_at, recorded_at, actor)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                   $21, $22, $23, $24)"#,
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
        row.usage_anchor.map(ToSqlx::to_sqlx) as _,
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

/// Removes reasons that were given before `before`; answers how many. An identifier begins with the instant at which
/// it was made.
pub(crate) async fn remove_reasons(unit: &mut Unit, before: Timestamp) -> Result<u64> {
    let millis = u64::try_from(before.as_millisecond()).unwrap_or(0);
    let removed = sqlx::query!(
        "DELETE FROM billing.cancel_reasons WHERE tenant_id = $1 AND transition_id < $2",
        unit.tenant().uuid(),
        uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid(),
    )
    .execute(unit.connection())
    .await?;
    Ok(removed.rows_affected())
}
