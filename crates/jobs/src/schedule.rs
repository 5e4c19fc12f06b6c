//! Recurring jobs: which are due, on whichever node looks first.

use std::collections::BTreeMap;

use data::{Database, Result};

use crate::{rules::cadence::Cadence, store};

/// The recurring kinds and how often they recur.
pub(crate) type Schedules = BTreeMap<&'static str, Cadence>;

/// Queues the jobs of every schedule that is due. One that was missed many times is queued once.
pub(crate) async fn fire_due(database: &Database, schedules: &Schedules) -> Result<()> {
    if schedules.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = schedules.keys().map(|&name| name.to_owned()).collect();
    let planned: BTreeMap<String, _> = store::schedules(database, &names).await?.into_iter().collect();
    let now = database.clocks().business.now();
    for (&name, cadence) in schedules {
        let next = cadence.after(now)?;
        match planned.get(name) {
            None => store::plan(database, name, next).await?,
            Some(&due) if due <= now => {
                let queued = store::fire(database, name, due, next).await?;
                tracing::debug!(name, queued, "schedule fired");
            }
            Some(_) => {}
        }
    }
    Ok(())
}
