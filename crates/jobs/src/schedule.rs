//! Recurring jobs: which are due, on whichever node looks first.

use std::collections::BTreeMap;

use data::{Database, Result};

use crate::{rules::cadence::Cadence, store};

/// When a kind recurs, and before which other work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub(crate) cadence: Cadence,
    pub(crate) priority: i16,
}

/// The recurring kinds.
pub(crate) type Schedules = BTreeMap<&'static str, Schedule>;

/// Queues the jobs of every schedule that is due. One that was missed many times is queued once.
pub(crate) async fn fire_due(database: &Database, schedules: &Schedules) -> Result<()> {
    if schedules.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = schedules.keys().map(|&name| name.to_owned()).collect();
    let planned: BTreeMap<String, _> = store::schedules(database, &names).await?.into_iter().collect();
    let now = database.clocks().business.now();
    for (&name, schedule) in schedules {
        let next = schedule.cadence.after(now)?;
        match planned.get(name) {
            None => store::plan(database, name, next).await?,
            Some(&due) if due <= now => {
                let queued = store::fire(database, name, schedule.priority, due, next).await?;
                tracing::debug!(name, queued, "schedule fired");
            }
            Some(_) => {}
        }
    }
    Ok(())
}
