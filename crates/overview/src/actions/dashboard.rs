//! The whole page, from each room's reads. As many statements as there are facts, however many customers.

use data::Unit;
use revenue::Reporting;

use crate::{
    Result,
    rules::{self, Dashboard, Facts, Months},
};

/// The page as of this unit's business time.
///
/// # Errors
/// When a room cannot be asked.
pub async fn run(unit: &mut Unit, reporting: &Reporting) -> Result<Dashboard> {
    let months = Months::at(unit.now(), &reporting.zone)?;
    let charts = [
        astrology::reads::charts(unit, months.this).await?,
        astrology::reads::charts(unit, months.previous).await?,
    ];
    let sign_ups = [
        accounts::reads::sign_ups(unit, months.this).await?,
        accounts::reads::sign_ups(unit, months.previous).await?,
    ];
    let offered = billing::actions::offered(unit).await?;
    Ok(rules::dashboard(Facts {
        as_of: unit.now(),
        time_zone: reporting.time_zone.clone(),
        mrr: revenue::reads::mrr(unit, reporting.currency, months.this.start).await?,
        offered: offered.into_iter().map(|plan| plan.code).collect(),
        by_plan: revenue::reads::subscriptions(unit).await?.by_plan,
        months,
        charts,
        sign_ups,
    }))
}
