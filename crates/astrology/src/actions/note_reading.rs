//! Writes down that a chart was told in words, whoever told it: for the audit log, and as a product event.

use chart::compose::Options;
use data::{AuditEntry, Unit};
use kernel::{ChartId, UserId};
use serde_json::json;

use crate::{
    events,
    telling::{Charged, Engine, Fallback},
};

/// How a chart was told.
pub(crate) struct Told {
    pub(crate) engine: Engine,
    pub(crate) fallback: Option<Fallback>,
    pub(crate) options: Options,
    /// Whether a question was asked; what it was is nobody's business.
    pub(crate) question: bool,
    pub(crate) charged: Charged,
}

/// Adds both to the commit.
pub(crate) fn run(unit: &mut Unit, user: UserId, chart: ChartId, told: &Told) {
    let Told { engine, fallback, options, question, charged } = told;
    let facts = json!({
        "engine": engine,
        "fallback": fallback,
        "focus": options.focus.name(),
        "tone": options.tone.name(),
        "question": question,
        "charged": charged,
    });
    unit.audit(AuditEntry::new("astrology.chart.interpreted", "chart", chart).with(facts));
    unit.emit(events::interpretation_read(user, told));
}
