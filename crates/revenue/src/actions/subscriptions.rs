//! Where subscriptions stand now, and how they moved through the periods of a range.

use data::Unit;

use crate::{
    Reporting, Result, reads,
    rules::{Range, SubscriptionReport, Timeline},
    store::subscriptions,
};

/// The report on `range`, as of this unit's business time.
///
/// # Errors
/// [`crate::Error::Report`], and when the database fails.
pub async fn run(unit: &mut Unit, reporting: &Reporting, range: &Range) -> Result<SubscriptionReport> {
    let timeline = Timeline::new(range, reporting, unit.now())?;
    let now = reads::subscriptions(unit).await?;
    let flows = subscriptions::flows(unit, &timeline).await?;
    let trials = subscriptions::trials(unit, &timeline).await?;
    Ok(SubscriptionReport::new(timeline, now, flows, &trials))
}
