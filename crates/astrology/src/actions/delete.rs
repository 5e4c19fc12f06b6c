//! Removes a chart.

use data::{AuditEntry, Unit};
use kernel::{ChartId, UserId};
use serde_json::json;

use crate::{Error, events, store};

/// Removes `user`'s chart with everything that is written on it; answers whether there was one. The unit of the meter that
/// it cost stays used: what was asked for was done.
///
/// # Errors
/// [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, id: ChartId) -> Result<bool, Error> {
    let Some(kind) = store::delete(unit, user, id).await? else { return Ok(false) };
    unit.audit(AuditEntry::new("astrology.chart.deleted", "chart", id).with(json!({ "kind": kind })));
    unit.emit(events::chart_deleted(user, kind));
    Ok(true)
}
