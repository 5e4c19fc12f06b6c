//! What other rooms may read of revenue.

use data::Unit;
use jiff::Timestamp;
use kernel::{Currency, Money};

use crate::{
    Result,
    rules::{Counts, Group, LeftOut, counts},
    store,
};

/// MRR at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mrr {
    /// At this unit's business time.
    pub now: Money,
    /// Just before an earlier instant.
    pub before: Money,
    /// Movements in other currencies, which are not mixed in.
    pub left_out: Vec<LeftOut>,
}

/// Lets a report of several reads be of one moment: whatever is committed while they are made is in none of them. To be
/// asked before the first.
///
/// # Errors
/// When the database fails, and when something was read already.
pub async fn hold_still(unit: &mut Unit) -> Result<()> {
    Ok(store::hold_still(unit).await?)
}

/// MRR in `currency` now, and just before `earlier`.
///
/// # Errors
/// When the database fails.
pub async fn mrr(unit: &mut Unit, currency: Currency, earlier: Timestamp) -> Result<Mrr> {
    let as_of = unit.now();
    let rows = store::movements::mrr(unit, earlier, as_of).await?;
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.currency == currency.code());
    let (now, before) = own.first().map_or((0, 0), |own| (own.now_minor, own.before_minor));
    let left_out = others.into_iter().map(|row| LeftOut { currency: row.currency, rows: row.rows });
    Ok(Mrr {
        now: Money::new(now, currency),
        before: Money::new(before, currency),
        left_out: left_out.collect(),
    })
}

/// Subscriptions by state, plan and interval, at this unit's business time.
///
/// # Errors
/// When the database fails.
pub async fn subscriptions(unit: &mut Unit) -> Result<Counts> {
    let groups = billing::reads::plan_counts(unit).await?.into_iter().map(|count| Group {
        state: count.state,
        plan: count.plan,
        interval: count.interval,
        subscriptions: i64::try_from(count.customers).unwrap_or(i64::MAX),
    });
    Ok(counts(&groups.collect::<Vec<_>>()))
}
