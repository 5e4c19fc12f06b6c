//! A birth or a moment as it is sent, to what an action is asked for. Names every missing field; looks nothing up.

use kernel::ChartId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::rules::{Birth, Fold, Part, Problem, Refusal, Subject, Whereabouts};

/// When and where somebody was born: `date` and `place`, or in their stead `chart`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBirth {
    /// One of your saved charts of kind `natal`, whose birth is copied; nothing else is sent then.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    chart: Option<ChartId>,
    /// Local date, Gregorian, `YYYY-MM-DD`, 1800 to 2200.
    #[serde(default)]
    #[schema(format = Date, example = "1987-03-14")]
    date: Option<String>,
    /// Local time of day, `HH:MM` or `HH:MM:SS`, if it is known.
    #[serde(default)]
    #[schema(format = "time", example = "05:47")]
    time: Option<String>,
    /// Which one is meant, if the clock showed that time twice; without effect if it did not.
    #[serde(default)]
    fold: Option<Fold>,
    /// Where.
    #[serde(default)]
    place: Option<Whereabouts>,
}

/// The moment of transits, by the clock of a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMoment {
    /// Local date, Gregorian, `YYYY-MM-DD`, 1800 to 2200.
    #[schema(format = Date, example = "2026-11-22")]
    date: String,
    /// Local time of day, `HH:MM` or `HH:MM:SS`; noon if it is left out, and then the Moon takes no part in aspects.
    #[serde(default)]
    #[schema(format = "time", example = "12:00")]
    time: Option<String>,
    /// Which one is meant, if the clock showed that time twice; without effect if it did not.
    #[serde(default)]
    fold: Option<Fold>,
    /// Where.
    place: Whereabouts,
}

impl NewBirth {
    /// What is meant, or every field that is missing or too much.
    pub(super) fn subject(self, part: Part) -> Result<Subject, Refusal> {
        let Self { chart, date, time, fold, place } = self;
        let written = date.is_some() || time.is_some() || fold.is_some() || place.is_some();
        match (chart, date, place) {
            (Some(_), ..) if written => Err(either(part).into()),
            (Some(chart), ..) => Ok(Subject::Saved(chart)),
            (None, Some(date), Some(place)) => {
                Ok(Subject::Born(Birth { date, time, fold, place: place.locate(part)? }))
            }
            (None, date, place) => {
                let sent = [("date", date.is_some()), ("place", place.is_some())];
                let missing = sent.into_iter().filter(|(_, sent)| !sent);
                Err(Refusal::Fields(missing.map(|(field, _)| required(part, field)).collect()))
            }
        }
    }
}

impl NewMoment {
    /// What is meant, or what is wrong with its place.
    pub(super) fn birth(self) -> Result<Birth, Refusal> {
        let Self { date, time, fold, place } = self;
        Ok(Birth { date, time, fold, place: place.locate(Part::Moment)? })
    }
}

fn either(part: Part) -> Problem {
    let message = "Send the id of a saved chart, or date and place: not both";
    Problem::new(part.path("chart"), "CHART_OR_BIRTH", message)
}

fn required(part: Part, field: &str) -> Problem {
    let message = "Send date and place, or the id of one of your saved birth charts as chart";
    Problem::new(part.path(field), "REQUIRED", message)
}
