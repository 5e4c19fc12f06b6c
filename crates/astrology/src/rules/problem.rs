//! Why no chart was drawn, with what the asker needs to ask again. Knows no status and no wire.
//!
//! | code | when |
//! |---|---|
//! | `REQUIRED`, `NOT_FOR_KIND` | a kind of chart lacks its second sky; has one that it knows no use for |
//! | `CHART_UNKNOWN`, `CHART_OR_BIRTH` | none of the asker's saved birth charts has that id; a birth is sent beside it |
//! | `LATITUDE_OUT_OF_RANGE`, `LONGITUDE_OUT_OF_RANGE` | past a pole; past the date line |
//! | `ZONE_UNKNOWN` | the tz database has no zone or alias of that name |
//! | `PLACE_UNKNOWN`, `PLACE_AMBIGUOUS` | no place has that name; several have, and none stands out: they are listed |
//! | `DATE_INVALID`, `TIME_INVALID` | not of the form asked for, or not in the calendar or on the clock |
//! | `DATE_OUT_OF_RANGE` | outside the years 1800 to 2200 |
//! | `LONGITUDE_NOT_IN_ZONE` | before standard time, over 90 degrees from the meridian of the zone |
//! | `LOCAL_TIME_AMBIGUOUS` | the clock showed it twice and no `fold` was sent; the candidates are listed |
//! | `LOCAL_TIME_SKIPPED` | the clock never showed it; the gap is named |

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use places::{FIRST_YEAR, LAST_YEAR, LocalTimeError, Reading};
use serde::Serialize;

use super::{Fold, moment::offset_text, whereabouts::Spot};

/// Why no chart was drawn. What it displays may be logged: it never quotes the birth.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Fields of the request are wrong.
    #[error("{} fields of the request are wrong", .0.len())]
    Fields(Vec<Problem>),
    /// The engine failed on a good request: a bug, or a damaged table.
    #[error("the engine failed: {0}")]
    Engine(&'static str),
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where, for example `birth.place.latitude`.
    pub path: String,
    /// What, for a program.
    pub code: &'static str,
    /// What, for a person.
    pub message: String,
    /// What helps to ask again.
    pub hint: Option<Hint>,
}

/// What helps to ask again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// The instants at which the clock showed the local time, in their order.
    Candidates(Vec<Candidate>),
    /// The jump that left the local time out.
    Gap(Gap),
    /// Places that may be meant.
    Places(Vec<Spot>),
}

/// One way to read a local time that happened twice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// What to send as `fold`; none for one in the middle, should there be three.
    pub fold: Option<Fold>,
    /// The instant.
    pub utc: Timestamp,
    /// Local time less UTC, such as `+02:00`.
    pub offset: String,
    /// The same in seconds.
    pub offset_s: i32,
    /// What the clock was called, such as `CEST`.
    pub abbreviation: String,
}

/// A jump forward of the clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// When it was.
    pub utc: Timestamp,
    /// The first local time that was never shown.
    pub from: DateTime,
    /// The first local time that was shown again.
    pub to: DateTime,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into(), hint: None }
    }

    pub(super) fn with(self, hint: Hint) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

impl Refusal {
    /// The part, if it is good; what is wrong with it is added to the others.
    pub(crate) fn gather<T>(wrong: &mut Vec<Problem>, part: Result<T, Self>) -> Result<Option<T>, Self> {
        match part {
            Ok(part) => Ok(Some(part)),
            Err(Self::Fields(found)) => {
                wrong.extend(found);
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Fields(vec![problem])
    }
}

impl From<LocalTimeError> for Refusal {
    fn from(error: LocalTimeError) -> Self {
        match error {
            LocalTimeError::UnknownZone(_) => zone_unknown().into(),
            LocalTimeError::OutsideSpan(_) => out_of_range().into(),
            LocalTimeError::Longitude(_) => not_in_zone().into(),
            LocalTimeError::Ambiguous { readings, .. } => ambiguous(&readings).into(),
            LocalTimeError::Never { local, gap } => skipped(local.date(), gap).into(),
            LocalTimeError::Table(why) => Self::Engine(why),
            _ => Self::Engine("the zones gave an answer that is not known here"),
        }
    }
}

impl From<ephemeris::Error> for Refusal {
    fn from(error: ephemeris::Error) -> Self {
        match error {
            ephemeris::Error::Table(why) => Self::Engine(why),
            _ => Self::Engine("the sky was asked outside its span"),
        }
    }
}

impl From<chart::Error> for Refusal {
    fn from(_: chart::Error) -> Self {
        Self::Engine("the sky answered with something that is not an angle")
    }
}

pub(crate) fn missing(path: impl Into<String>) -> Problem {
    Problem::new(path, "REQUIRED", "A chart of this kind needs it")
}

pub(super) fn superfluous(path: impl Into<String>) -> Problem {
    Problem::new(path, "NOT_FOR_KIND", "A chart of this kind has no use for it: leave it out")
}

fn zone_unknown() -> Problem {
    let message = "No time zone of the tz database has this name; send one such as Europe/Vienna";
    Problem::new("place.time_zone", "ZONE_UNKNOWN", message)
}

pub(super) fn out_of_range() -> Problem {
    let message = format!("Dates from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31 (Gregorian) are served");
    Problem::new("date", "DATE_OUT_OF_RANGE", message)
}

fn not_in_zone() -> Problem {
    let message = "Before standard time the longitude sets the clock, and this one is over 90 degrees from the \
                   meridian of the zone: check both";
    Problem::new("place.longitude", "LONGITUDE_NOT_IN_ZONE", message)
}

fn ambiguous(readings: &[Reading]) -> Problem {
    let last = readings.len().saturating_sub(1);
    let candidate = |(at, reading): (usize, &Reading)| Candidate {
        fold: if at == 0 { Some(Fold::First) } else { (at == last).then_some(Fold::Second) },
        utc: reading.instant,
        offset: offset_text(reading.offset),
        offset_s: reading.offset.seconds(),
        abbreviation: reading.abbreviation.clone(),
    };
    let message = "The clock showed this time twice: send fold beside it as \"first\" or \"second\"; \
                   details.candidates tells what each means";
    let candidates = readings.iter().enumerate().map(candidate).collect();
    Problem::new("time", "LOCAL_TIME_AMBIGUOUS", message).with(Hint::Candidates(candidates))
}

fn skipped(day: Date, gap: places::Gap) -> Problem {
    let whole_day = gap.from <= day.at(0, 0, 0, 0) && gap.to.date() > day;
    let (path, what) = if whole_day { ("date", "day") } else { ("time", "time") };
    let message = format!(
        "The clock never showed this {what}: it was set from {} to {}; send a {what} outside the gap",
        gap.from, gap.to
    );
    let gap = Gap { utc: gap.instant, from: gap.from, to: gap.to };
    Problem::new(path, "LOCAL_TIME_SKIPPED", message).with(Hint::Gap(gap))
}
