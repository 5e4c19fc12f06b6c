//! Changes what is written on a chart.

use data::{AuditEntry, Unit};
use kernel::{ChartId, UserId};
use serde_json::json;

use crate::{
    Error, events,
    rules::{Relabel, draw},
    store,
    views::ChartView,
};

/// Changes name, tags and notes of `user`'s chart and answers the chart as it is then, or `None` if there is no such
/// chart. A change that changes nothing leaves no trace. The audit log learns which fields changed, never what they hold.
///
/// # Errors
/// [`Error::Engine`] if a request that was good when it was kept no longer is, [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    id: ChartId,
    change: Relabel,
) -> Result<Option<ChartView>, Error> {
    let Some(mut chart) = store::lock(unit, user, id).await? else { return Ok(None) };
    let labels = chart.labels.clone().with(change);
    let changed = labels.differing(&chart.labels);
    if !changed.is_empty() {
        (chart.labels, chart.updated_at) = (labels, unit.now());
        store::relabel(unit, user, &chart).await?;
        unit.audit(AuditEntry::new("astrology.chart.edited", "chart", id).with(json!({ "fields": changed })));
        unit.emit(events::chart_edited(user, &changed));
    }
    let reading = draw(&chart.request).map_err(Error::Engine)?;
    Ok(Some(ChartView::new(chart, reading)))
}
