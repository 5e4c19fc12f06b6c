//! Ledgers made by hand, written as billing writes them.

use billing::rules::{Action, Interval, PlanRef, State, Terms, Transition, movement::classify};
use data::Unit;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{Currency, Money, SubscriptionId, TransitionId, UserId};

use crate::Reporting;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Reports in the zone of that name, in dollars.
pub(super) fn reporting(zone: &str) -> Reporting {
    let found = places::Zone::find(zone).unwrap();
    Reporting {
        zone: found.rules().unwrap().clone(),
        time_zone: found.name().to_owned(),
        currency: Currency::USD,
    }
}

/// A customer's ledger from what it pays a month, in which currency, from when on; 0 ends it.
pub(super) fn ledger(payments: &[(Timestamp, i64, Currency)]) -> Vec<Transition> {
    let (mut state, mut before_minor, mut has_paid) = (State::Free, 0, false);
    let row = |&(effective_at, mrr_minor, currency): &(Timestamp, i64, Currency)| {
        let price = Money::new(mrr_minor, currency);
        let to = if mrr_minor > 0 { State::Active } else { State::Canceled };
        let row = Transition {
            action: if mrr_minor > 0 { Action::Subscribe } else { Action::CancelNow },
            from: state,
            to,
            effective_at,
            plan: PlanRef { code: "premium".into(), version: 1 },
            terms: Some(Terms { interval: Interval::Month, price, quantity: std::num::NonZeroU32::MIN }),
            anchor: (mrr_minor > 0).then_some(effective_at),
            usage_anchor: None,
            trial_ends_at: None,
            cancel_at: None,
            mrr_minor,
            delta_minor: mrr_minor - before_minor,
            movement: classify(before_minor, mrr_minor, has_paid),
        };
        (state, before_minor, has_paid) = (to, mrr_minor, has_paid || mrr_minor > 0);
        row
    };
    payments.iter().map(row).collect()
}

/// A customer who pays in dollars.
pub(super) fn dollars(payments: &[(&str, i64)]) -> Vec<Transition> {
    let payments: Vec<_> = payments.iter().map(|(when, minor)| (at(when), *minor, Currency::USD)).collect();
    ledger(&payments)
}

/// Writes the ledger of one new customer.
pub(super) async fn add(unit: &mut Unit, rows: &[Transition]) -> UserId {
    let user = testkit::user(unit).await;
    let id = SubscriptionId::new(unit.real_now());
    let last = rows.last().unwrap();
    sqlx::query(
        "INSERT INTO billing.subscriptions
             (tenant_id, id, user_id, time_zone, sequence, state, plan, plan_version, mrr_minor, since, trialed,
              has_paid)
           VALUES ($1, $2, $3, 'UTC', $4, $5, $6, 1, $7, $8, false, false)",
    )
    .bind(unit.tenant().uuid())
    .bind(id.uuid())
    .bind(user.uuid())
    .bind(i32::try_from(rows.len()).unwrap())
    .bind(last.to.as_str())
    .bind(&last.plan.code)
    .bind(last.mrr_minor)
    .bind(last.effective_at.to_sqlx())
    .execute(unit.connection())
    .await
    .unwrap();
    for (sequence, row) in (1..).zip(rows) {
        add_row(unit, id, user, sequence, row).await;
    }
    user
}

async fn add_row(unit: &mut Unit, id: SubscriptionId, user: UserId, sequence: i32, row: &Transition) {
    sqlx::query(
        r#"INSERT INTO billing.transitions
             (tenant_id, id, subscription_id, user_id, sequence, action, from_state, to_state, plan, plan_version,
              "interval", price_minor, currency, quantity, anchor, trial_ends_at, cancel_at, mrr_minor,
              delta_minor, movement, effective_at, recorded_at, actor)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, 1, $13, $14, $15, $16, $17, $18, $19, $20,
              'operator')"#,
    )
    .bind(unit.tenant().uuid())
    .bind(TransitionId::new(unit.real_now()).uuid())
    .bind(id.uuid())
    .bind(user.uuid())
    .bind(sequence)
    .bind(row.action.as_str())
    .bind(row.from.as_str())
    .bind(row.to.as_str())
    .bind(&row.plan.code)
    .bind(row.terms.map(|terms| terms.interval.as_str()))
    .bind(row.terms.map(|terms| terms.price.amount_minor))
    .bind(row.currency().map(|currency| currency.code()))
    .bind(row.anchor.map(ToSqlx::to_sqlx))
    .bind(row.trial_ends_at.map(ToSqlx::to_sqlx))
    .bind(row.cancel_at.map(ToSqlx::to_sqlx))
    .bind(row.mrr_minor)
    .bind(row.delta_minor)
    .bind(row.movement.map(billing::rules::Movement::as_str))
    .bind(row.effective_at.to_sqlx())
    .bind(unit.real_now().to_sqlx())
    .execute(unit.connection())
    .await
    .unwrap();
}
