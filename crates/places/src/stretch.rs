//! Stretches of time over which a place kept one offset from UTC. Knows standard time, summer time and local mean
//! time; does not know which local time is being asked for.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::{Gap, LocalTimeError};

/// How far around the noon of a day its stretches are collected: half a day and the largest offset, and some more.
const REACH: SignedDuration = SignedDuration::from_hours(60);

/// Local mean time runs 240 seconds ahead for each degree east.
const SECONDS_PER_DEGREE: f64 = 240.0;

/// Furthest that a place may lie from the meridian of its zone, in seconds of local mean time (90 degrees).
const FURTHEST: i32 = 6 * 3_600;

/// One way to read a local time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant at which the clock showed it.
    pub instant: Timestamp,
    /// Local time less UTC.
    pub offset: Offset,
    /// What the tz database calls the clock: `CEST`, `LMT`, or a number such as `+03` where no name is in use.
    pub abbreviation: String,
    /// What the clock went by.
    pub source: Source,
}

/// What a clock went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard or summer time of the zone, also where that was the mean time of a capital.
    Standard,
    /// Local mean time at the longitude given.
    LocalMeanTimeOfPlace,
    /// Local mean time of the city that the zone is named after: no longitude was given.
    LocalMeanTimeOfZone,
    /// The tz database knows of no clock there (nobody lived there); the reading takes UTC.
    Unrecorded,
}

/// A stretch of time `[start, end)` with one offset.
pub(crate) struct Stretch {
    start: Timestamp,
    end: Timestamp,
    offset: Offset,
    abbreviation: String,
    source: Source,
}

impl Stretch {
    /// The stretches of a zone that touch the day around `noon` (taken as UTC), in order and without a hole.
    pub(crate) fn around(
        noon: DateTime,
        rules: &TimeZone,
        longitude: Option<f64>,
    ) -> Result<Vec<Self>, LocalTimeError> {
        let noon = Offset::UTC.to_timestamp(noon).map_err(|_| LocalTimeError::OutsideSpan(noon.year()))?;
        let (first, last) = (noon - REACH, noon + REACH);
        let now = rules.to_offset_info(first);
        let mut found = vec![Self::new(Timestamp::MIN, now.offset(), now.abbreviation(), longitude)?];
        for change in rules.following(first).take_while(|change| change.timestamp() < last) {
            let stretch = Self::new(change.timestamp(), change.offset(), change.abbreviation(), longitude)?;
            if let Some(before) = found.last_mut() {
                before.end = stretch.start;
            }
            found.push(stretch);
        }
        Ok(found)
    }

    /// When the clock showed `local` during this stretch, if it did.
    pub(crate) fn read(&self, local: DateTime) -> Option<Reading> {
        self.read_instant(self.instant(local))
    }

    /// How the clock reads at `instant`, if that lies in this stretch.
    pub(crate) fn read_instant(&self, instant: Timestamp) -> Option<Reading> {
        (self.start <= instant && instant < self.end).then(|| Reading {
            instant,
            offset: self.offset,
            abbreviation: self.abbreviation.clone(),
            source: self.source,
        })
    }

    /// The part of this stretch during which the clock was in `[from, to)`.
    pub(crate) fn part(&self, from: DateTime, to: DateTime) -> Option<(Timestamp, Timestamp)> {
        let (start, end) = (self.instant(from).max(self.start), self.instant(to).min(self.end));
        (start < end).then_some((start, end))
    }

    /// The jump from this stretch to the next, if it left out `local`.
    pub(crate) fn gap(&self, next: &Self, local: DateTime) -> Option<Gap> {
        let left_out = self.instant(local) >= next.start && next.instant(local) < next.start;
        left_out.then(|| Gap {
            instant: next.start,
            from: self.offset.to_datetime(next.start),
            to: next.offset.to_datetime(next.start),
            before: self.offset,
            after: next.offset,
        })
    }

    fn new(
        start: Timestamp,
        offset: Offset,
        abbreviation: &str,
        longitude: Option<f64>,
    ) -> Result<Self, LocalTimeError> {
        let (offset, source) = match (abbreviation, longitude) {
            ("LMT", Some(degrees)) => (mean_time(degrees, offset)?, Source::LocalMeanTimeOfPlace),
            ("LMT", None) => (offset, Source::LocalMeanTimeOfZone),
            ("-00", _) => (offset, Source::Unrecorded),
            _ => (offset, Source::Standard),
        };
        Ok(Self { start, end: Timestamp::MAX, offset, abbreviation: abbreviation.to_owned(), source })
    }

    /// When this clock shows `local`, were it to run for ever.
    fn instant(&self, local: DateTime) -> Timestamp {
        self.offset.to_timestamp(local).unwrap_or(Timestamp::MAX)
    }
}

/// Local mean time of a place, to the second, on the side of the date line that its zone keeps: Alaska counted
/// the days with Russia until 1867, so that its mean time was fifteen hours ahead of Greenwich, not nine behind.
fn mean_time(degrees: f64, zone: Offset) -> Result<Offset, LocalTimeError> {
    let unfit = || LocalTimeError::Longitude(degrees);
    if !(-180.0..=180.0).contains(&degrees) {
        return Err(unfit());
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 43,200 in size")]
    let seconds = (degrees * SECONDS_PER_DEGREE).round() as i32;
    [seconds, seconds + 86_400, seconds - 86_400]
        .into_iter()
        .find(|seconds| seconds.abs_diff(zone.seconds()) <= FURTHEST.unsigned_abs())
        .and_then(|seconds| Offset::from_seconds(seconds).ok())
        .ok_or_else(unfit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(degrees: f64, zone: i32) -> Option<i32> {
        mean_time(degrees, Offset::from_seconds(zone).unwrap()).ok().map(Offset::seconds)
    }

    #[test]
    fn local_mean_time_follows_the_longitude_to_the_second() {
        assert_eq!(mean(0.0, -75), Some(0));
        assert_eq!(mean(4.884, 1_172), Some(1_172));
        assert_eq!(mean(-73.9857, -17_762), Some(-17_757));
    }

    #[test]
    fn the_date_line_is_where_the_zone_keeps_it() {
        // Sitka before 1867, on Asian days; Manila before 1845, on American days; Apia before 1892.
        assert_eq!(mean(-135.33, 53_927), Some(53_921));
        assert_eq!(mean(121.0, -57_368), Some(-57_360));
        assert_eq!(mean(-171.73, 45_184), Some(45_185));
    }

    #[test]
    fn a_longitude_that_cannot_belong_to_the_zone_is_refused() {
        assert_eq!(mean(-73.98, 1_172), Some(-17_755));
        for (degrees, zone) in [(120.0, 1_172), (f64::NAN, 0), (180.1, 43_200), (f64::INFINITY, 0)] {
            assert_eq!(mean(degrees, zone), None, "{degrees}");
        }
    }
}
