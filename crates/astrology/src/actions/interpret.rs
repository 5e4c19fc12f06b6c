//! A chart in words.

use billing::rules::Meter;
use chart::compose::{Options, Reading, compose};
use data::Unit;
use kernel::{ChartId, UserId};

use super::{
    note_reading::{self, Told},
    read,
};
use crate::{
    Error,
    rules::interpretation::factors,
    telling::{Charged, Engine},
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
    let charged = Charged { ai_interpretations: 1, ai_tokens: 0 };
    let told = Told { engine: Engine::Composer, fallback: None, options: *options, question: false, charged };
    note_reading::run(unit, user, id, &told);
    Ok(Some(compose(&factors(&chart.reading), options)))
}
