//! The one way in which a subscription changes: lock it, write what time has done, decide, write that.

use data::{AuditEntry, Unit};
use jiff::Timestamp;
use kernel::{TransitionId, UserId};
use serde_json::json;

use super::{Current, catalogue::catalogue};
use crate::{
    Error,
    jobs::LapsePayload,
    rules::{Catalogue, Customer, Decision, Subscription},
    store::{
        subscriptions::{self, Held},
        transitions,
    },
};

/// What a decision is made from.
pub(super) struct Asked<'a> {
    pub(super) subscription: &'a Subscription,
    pub(super) catalogue: &'a Catalogue,
    pub(super) customer: &'a Customer,
    pub(super) at: Timestamp,
}

/// A change that was written.
pub(super) struct Changed {
    pub(super) current: Current,
    pub(super) transition: TransitionId,
}

/// Changes the subscription of `user` as `decide` says. Two changes of one subscription wait for each
/// other, and the second is decided on what the first has left.
pub(super) async fn change(
    unit: &mut Unit,
    user: UserId,
    decide: impl FnOnce(&Asked<'_>) -> Result<Decision, Error>,
) -> Result<Changed, Error> {
    let catalogue = catalogue(unit).await?;
    let (mut held, customer) = caught_up(unit, user).await?;
    let asked = Asked {
        subscription: &held.subscription,
        catalogue: &catalogue,
        customer: &customer,
        at: unit.now(),
    };
    let decision = decide(&asked)?;
    let transition = record(unit, &mut held, decision).await?;
    Ok(Changed { current: Current::new(held, catalogue, unit.now())?, transition })
}

/// The locked subscription of `user`, with everything written that time has done to it.
pub(super) async fn caught_up(unit: &mut Unit, user: UserId) -> Result<(Held, Customer), Error> {
    let mut held = subscriptions::lock(unit, user).await?.ok_or(Error::NoSubscription)?;
    let customer = held.customer()?;
    while let Some(due) = held.subscription.effect_due(unit.now(), &customer)? {
        record(unit, &mut held, due).await?;
    }
    Ok((held, customer))
}

/// Writes a decision: the ledger's next row, the subscription as it is then, the job for what time will do
/// to it next, and the audit entry.
pub(super) async fn record(
    unit: &mut Unit,
    held: &mut Held,
    decision: Decision,
) -> Result<TransitionId, Error> {
    let Decision { subscription, transition } = decision;
    held.sequence += 1;
    held.subscription = subscription;
    // The ledger's row refers to the subscription's.
    subscriptions::put(unit, held).await?;
    let id = transitions::add(unit, held, &transition).await?;
    if let Some(due) = held.subscription.due_at() {
        unit.enqueue(LapsePayload { user: held.user }.job(due).at(due));
    }
    let facts = json!({
        "action": transition.action,
        "from": transition.from,
        "to": transition.to,
        "plan": transition.plan,
        "sequence": held.sequence,
    });
    unit.audit(AuditEntry::new("billing.subscription.changed", "subscription", held.id).with(facts));
    Ok(id)
}
