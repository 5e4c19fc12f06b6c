//! Takes from a meter of the plan in force: what claiming and reserving have in common.

use data::Unit;
use kernel::UserId;

use super::{Current, current};
use crate::{
    Error,
    rules::{Counter, Meter, Usage, quota::check},
    store::usage::{self, Key},
};

/// How often a refusal is looked into: each time, somebody must have given back in between.
const TRIES: u8 = 10;

/// What was taken from, and how it stands then.
pub(super) struct Taken {
    pub(super) key: Key,
    pub(super) usage: Usage,
}

/// Takes `wanted`, all or nothing, from `meter` in the usage period that holds the unit's business time.
pub(super) async fn take(
    unit: &mut Unit,
    user: UserId,
    meter: Meter,
    wanted: Counter,
) -> Result<Taken, Error> {
    let current = current(unit, user).await?;
    let (limit, period) = (current.plan()?.limit(meter), current.usage_period()?);
    let key = Key { user, meter, period_start: period.start };
    for _ in 0..TRIES {
        if let Some(counter) = usage::take(unit, key, wanted, limit).await? {
            return Ok(Taken { key, usage: Usage { meter, counter, limit, resets_at: period.end } });
        }
        // Refused. If somebody has given back since, it fits by now: try once more.
        let counter = usage::of_period(unit, user, period.start).await?.remove(&meter).unwrap_or_default();
        let usage = Usage { meter, counter, limit, resets_at: period.end };
        refuse(&current, &usage, wanted)?;
    }
    Err(Error::broken("a counter refuses what its limit allows"))
}

fn refuse(current: &Current, usage: &Usage, wanted: Counter) -> Result<(), Error> {
    let Current { subscription, catalogue, .. } = current;
    check(usage, wanted.taken(), current.plan()?, subscription, catalogue)?;
    Ok(())
}
