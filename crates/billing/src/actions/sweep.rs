//! Finds what time has ended and nobody has written: lapses whose job was lost, and reservations past their time.

use std::collections::BTreeMap;

use data::Unit;

use crate::{
    Error,
    jobs::LapsePayload,
    store::{reservations, subscriptions},
};

/// Customers that one run queues, of each sort; the rest waits for the next.
const MOST: i64 = 5_000;

/// Queues a job for each customer for whom time has ended something ([`super::lapse`]); answers for how many. A job
/// that waits already is not added again. Nothing is decided here, so one bad row keeps nobody else waiting.
///
/// # Errors
/// [`Error::Data`].
pub async fn run(unit: &mut Unit) -> Result<usize, Error> {
    let (now, real_now) = (unit.now(), unit.real_now());
    let mut due: BTreeMap<_, _> = reservations::expired(unit, real_now, MOST).await?.into_iter().collect();
    // The same key as that of the job queued with the change.
    due.extend(subscriptions::overdue(unit, now, MOST).await?);
    for (user, since) in &due {
        unit.enqueue(LapsePayload { user: *user }.job(*since));
    }
    Ok(due.len())
}
