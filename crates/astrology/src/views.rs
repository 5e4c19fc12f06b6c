//! Charts as they are shown: with what is known of them besides the reading. Knows no route.

use jiff::Timestamp;
use kernel::ChartId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    rules::{
        Kind, Labels, Reading, draw,
        point::{MOON, SUN},
    },
    store::Chart,
};

/// A chart.
#[derive(Clone, Serialize, ToSchema)]
pub struct ChartView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ChartId,
    /// What kind of chart.
    pub kind: Kind,
    /// What its owner calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its owner sorts it by.
    pub tags: Vec<String>,
    /// What its owner thinks of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When name, tags or notes changed last; at first the same.
    pub updated_at: Timestamp,
    /// What was drawn.
    #[serde(flatten)]
    pub reading: Reading,
}

/// A chart in a list.
#[derive(Clone, Serialize, ToSchema)]
pub struct ChartItem {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ChartId,
    /// What kind of chart.
    pub kind: Kind,
    /// What its owner calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its owner sorts it by.
    pub tags: Vec<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When name, tags or notes changed last; at first the same.
    pub updated_at: Timestamp,
    /// What it is known by; absent if the engine of today cannot draw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
}

/// The three signs that a chart is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChartSummary)]
pub struct Summary {
    /// Sign of the Sun, at noon if the time of day is not known.
    #[schema(example = "pisces")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sun: Option<String>,
    /// Sign of the Moon; absent if the time of day is not known and the Moon changed its sign that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moon: Option<String>,
    /// Sign of the ascendant, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ascendant: Option<String>,
}

impl ChartView {
    pub(crate) fn new(chart: Chart, reading: Reading) -> Self {
        let Chart { id, request, labels: Labels { name, tags, notes }, created_at, updated_at } = chart;
        Self { id, kind: request.kind, name, tags, notes, created_at, updated_at, reading }
    }
}

impl From<Chart> for ChartItem {
    fn from(chart: Chart) -> Self {
        let Chart { id, request, labels: Labels { name, tags, .. }, created_at, updated_at } = chart;
        let summary = draw(&request).ok().as_ref().map(Summary::of);
        Self { id, kind: request.kind, name, tags, created_at, updated_at, summary }
    }
}

impl Summary {
    pub(crate) fn of(reading: &Reading) -> Self {
        let sign = |body: &str| {
            let point = reading.points.iter().find(|point| point.body == body)?;
            let sure = point.range.as_ref().is_none_or(|range| range.signs.len() == 1);
            sure.then(|| point.position.sign.clone())
        };
        let ascendant = reading.angles.as_ref().map(|angles| angles.ascendant.sign.clone());
        Self { sun: sign(SUN), moon: sign(MOON), ascendant }
    }
}
