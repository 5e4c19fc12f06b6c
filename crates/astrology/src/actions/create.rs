//! Draws a chart and keeps its request.

use billing::rules::Meter;
use data::{AuditEntry, Unit};
use kernel::{ChartId, UserId};
use serde_json::json;

use crate::{
    Error, events,
    rules::{Labels, Request, draw, reading::ENGINE_VERSION},
    store::{self, Chart},
    views::ChartView,
};

/// Draws what `user` asks for, claims one unit of the meter `charts`, then keeps the request and what is
/// written on it.
///
/// It is drawn before it is claimed: that costs microseconds, and a request that cannot be drawn must cost no unit.
/// All of it is the caller's one commit, so a refused claim keeps nothing.
///
/// # Errors
/// [`Error::Request`] with every wrong field, [`Error::Billing`] when the meter is used up, [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    request: Request,
    labels: Labels,
) -> Result<ChartView, Error> {
    let reading = draw(&request)?;
    billing::actions::claim::run(unit, user, Meter::Charts, 1).await?;
    let created_at = unit.now();
    let chart = Chart { id: ChartId::new(created_at), request, labels, created_at, updated_at: created_at };
    store::insert(unit, user, &chart).await?;
    let facts = json!({
        "kind": chart.request.kind,
        "time_known": reading.moment.time_known,
        "engine_version": ENGINE_VERSION,
    });
    let (kind, settings) = (chart.request.kind, chart.request.settings);
    unit.emit(events::chart_created(user, kind, settings, reading.moment.time_known));
    unit.audit(AuditEntry::new("astrology.chart.created", "chart", chart.id).with(facts));
    Ok(ChartView::new(chart, reading))
}
