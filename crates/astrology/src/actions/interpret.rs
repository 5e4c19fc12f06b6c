//! A chart in words.

use billing::rules::Meter;
use chart::compose::{Options, Reading, compose};
use data::{AuditEntry, Unit};
use kernel::{ChartId, UserId};
use serde_json::json;

use super::read;
use crate::{
    Error,
    events::{self, Told},
    rules::interpretation::factors,
};

/// The reading of `user`'s chart; costs one unit of the meter `ai_interpretations`. The same chart and options give the
/// same words.
///
/// # Errors
/// [`Error::Billing`] when the meter is used up, [`Error::Engine`], [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    id: ChartId,
    options: &Options,
) -> Result<Option<Reading>, Error> {
    let Some(chart) = read::run(unit, user, id).await? else { return Ok(None) };
    billing::actions::claim::run(unit, user, Meter::AiInterpretations, 1).await?;
    let facts = json!({ "engine": "composer", "focus": options.focus.name(), "tone": options.tone.name() });
    unit.audit(AuditEntry::new("astrology.chart.interpreted", "chart", id).with(facts));
    let told = Told { by_model: false, fallback: false, question: false, focus: options.focus };
    unit.emit(events::interpretation_read(user, &told));
    Ok(Some(compose(&factors(&chart.reading), options)))
}
