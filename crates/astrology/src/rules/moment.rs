//! The moment of a chart as it is told: the instant, the clock of the place and what that clock went by. Knows no sky.

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use places::Source;
use serde::Serialize;
use utoipa::ToSchema;

use super::birth::Understood;

/// When a chart is of.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = ChartMoment)]
pub struct Moment {
    /// The instant.
    pub utc: Timestamp,
    /// What the clock of the place showed: what was asked for, or noon if the time of day is not known.
    #[schema(value_type = String, example = "1987-03-14T05:47:00")]
    pub local: DateTime,
    /// Local time less UTC, such as `+01:00`.
    pub offset: String,
    /// The same in seconds.
    pub offset_s: i32,
    /// The zone, under the name that was sent, as the tz database writes it.
    pub zone: String,
    /// What the clock was called, such as `CET`, or `LMT` for local mean time.
    pub abbreviation: String,
    /// What the clock went by.
    pub time_source: TimeSource,
    /// Whether the time of day is known. If not, this is the chart of noon.
    pub time_known: bool,
    /// The local day, if the time of day is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
}

/// What a clock went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// Standard or summer time of the zone.
    Standard,
    /// Local mean time, before there was standard time; at the longitude of the place, not of the zone's city.
    LocalMeanTime,
    /// No clock is recorded there; UTC was taken.
    Unrecorded,
}

/// A local day, from its first instant to the one after its last.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[schema(as = LocalDay)]
pub struct Day {
    /// Its first instant.
    pub start: Timestamp,
    /// The instant after its last.
    pub end: Timestamp,
}

impl Moment {
    pub(super) fn of(birth: &Understood) -> Self {
        let (reading, day) = (&birth.resolved.reading, birth.resolved.whole_day);
        Self {
            utc: reading.instant,
            local: reading.offset.to_datetime(reading.instant),
            offset: offset_text(reading.offset),
            offset_s: reading.offset.seconds(),
            zone: birth.zone.name().to_owned(),
            abbreviation: reading.abbreviation.clone(),
            time_source: reading.source.into(),
            time_known: day.is_none(),
            day: day.map(|day| Day { start: day.start, end: day.end }),
        }
    }
}

/// An offset as RFC 3339 writes it, with seconds where there are any.
pub(super) fn offset_text(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let text = format!("{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    if seconds.is_multiple_of(60) { text } else { format!("{text}:{:02}", seconds % 60) }
}

impl From<Source> for TimeSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Standard => Self::Standard,
            Source::LocalMeanTimeOfPlace | Source::LocalMeanTimeOfZone => Self::LocalMeanTime,
            Source::Unrecorded => Self::Unrecorded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_written_in_full() {
        for (seconds, text) in [
            (0, "+00:00"),
            (3_600, "+01:00"),
            (-12_600, "-03:30"),
            (1_172, "+00:19:32"),
            (-17_762, "-04:56:02"),
        ] {
            assert_eq!(offset_text(Offset::from_seconds(seconds).unwrap()), text);
        }
    }
}
