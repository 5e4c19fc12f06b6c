//! MRR through the periods of a range.

use data::Unit;
use kernel::Currency;

use crate::{
    Reporting, Result,
    rules::{Book, Range, Report, Timeline, Totals, metric::WHOLE_MARGIN_BP, report, totals},
    store::movements,
};

/// The report on `range`, in `currency` or else in the tenant's, as of this unit's business time.
///
/// # Errors
/// [`crate::Error::Report`], and when the database fails.
pub async fn run(
    unit: &mut Unit,
    reporting: &Reporting,
    range: &Range,
    currency: Option<Currency>,
) -> Result<Report> {
    let timeline = Timeline::new(range, reporting, unit.now())?;
    let currency = currency.unwrap_or(reporting.currency);
    let tallies = movements::tallies(unit, &timeline, currency).await?;
    let left_out = movements::left_out(unit, &timeline, currency).await?;
    let Totals { opening_minor, sums, cohorts } = totals(&tallies, &timeline.periods)?;
    let Timeline { as_of, interval, time_zone, periods } = timeline;
    Ok(report(&Book {
        as_of,
        currency,
        interval,
        time_zone,
        gross_margin_bp: WHOLE_MARGIN_BP,
        opening_minor,
        periods,
        sums,
        left_out,
        cohorts,
    })?)
}
