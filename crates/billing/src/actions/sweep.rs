//! Takes back what nobody has ended: reservations past their time, and lapses whose job was lost.

use data::Unit;

use super::lapse;
use crate::{
    Error,
    store::{reservations, subscriptions, usage},
};

/// Subscriptions that one unit catches up; the rest waits for the next run.
const MOST: i64 = 500;

/// Releases every reservation whose time is up in real time, each once; answers how many.
///
/// # Errors
/// [`Error::Data`].
pub async fn reservations(unit: &mut Unit) -> Result<usize, Error> {
    let now = unit.real_now();
    let mut ended = reservations::end_expired(unit, now).await?;
    // Always in one order: two units that give back never wait for each other.
    ended.sort_by_key(|held| (held.key.user, held.key.meter, held.key.period_start));
    for held in &ended {
        usage::settle(unit, held.key, held.amount, 0).await?;
    }
    Ok(ended.len())
}

/// Writes what time has done to subscriptions and no job has written; answers to how many.
///
/// # Errors
/// [`Error::Data`].
pub async fn lapses(unit: &mut Unit) -> Result<usize, Error> {
    let now = unit.now();
    let users = subscriptions::overdue(unit, now, MOST).await?;
    for user in &users {
        lapse::run(unit, *user).await?;
    }
    Ok(users.len())
}
