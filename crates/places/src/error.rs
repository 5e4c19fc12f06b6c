//! Why a local time has no single answer, told with what the asker needs to choose. Knows no wire form.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::{FIRST_YEAR, LAST_YEAR, Reading};

/// Why a local time was not turned into an instant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalTimeError {
    /// The tz database has no zone or alias of this name.
    #[error("no time zone is called {0:?}")]
    UnknownZone(String),
    /// The year lies outside the years that are served.
    #[error("the year {0} is outside {FIRST_YEAR} to {LAST_YEAR}")]
    OutsideSpan(i16),
    /// The longitude is no longitude, or lies over 90 degrees from the meridian of the zone.
    #[error("a longitude of {0} degrees does not fit the zone (east positive, -180 to 180)")]
    Longitude(f64),
    /// The clock showed this time more than once and no [`crate::Fold`] was given.
    #[error("{local} happened more than once: {}", list(.readings))]
    Ambiguous {
        /// The local time that was asked for.
        local: DateTime,
        /// Every instant at which the clock showed it, in order of time: two or more.
        readings: Vec<Reading>,
    },
    /// The clock never showed this time.
    #[error("{local} never happened: the clock went from {} to {}", .gap.from, .gap.to)]
    Never {
        /// The local time that was asked for.
        local: DateTime,
        /// The jump that left it out.
        gap: Gap,
    },
    /// The packed zones are damaged, so that the program itself is.
    #[error("the packed time zones are damaged: {0}")]
    Table(&'static str),
}

/// A jump forward of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When it was.
    pub instant: Timestamp,
    /// The time at which the clock stopped being right: the first that it never showed.
    pub from: DateTime,
    /// The time to which it was set: the first that it showed again.
    pub to: DateTime,
    /// Local time less UTC before the jump.
    pub before: Offset,
    /// Local time less UTC after it.
    pub after: Offset,
}

fn list(readings: &[Reading]) -> String {
    let texts: Vec<String> = readings
        .iter()
        .map(|reading| format!("{} ({}, {})", reading.instant, reading.abbreviation, reading.offset))
        .collect();
    texts.join(" or ")
}
