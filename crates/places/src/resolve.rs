//! From a local date and time to an instant, by the definition: the instants at which the clock of the place
//! showed that time. Knows what to do when there is none or more than one; leaves offsets to `stretch`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::stretch::Stretch;
use crate::{Gap, LocalTimeError, Reading, Zone};

/// First year that is served.
pub const FIRST_YEAR: i16 = 1800;

/// Last year that is served.
pub const LAST_YEAR: i16 = 2200;

/// A local date and time of day as somebody wrote it down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalTime {
    /// The day, Gregorian.
    pub date: Date,
    /// The time of day, if it is known.
    pub time: Option<Time>,
    /// Which one is meant, should the clock have shown it twice. Without effect if it did not.
    pub fold: Option<Fold>,
    /// Longitude of the place in degrees, east positive, -180 to 180. Decides before standard time.
    pub longitude: Option<f64>,
}

/// Which of two equal local times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// The first one: in autumn, the one still in summer time.
    Earlier,
    /// The last one.
    Later,
}

/// A local time, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The instant and what the clock went by. It is noon if the time of day is not known, or the middle of the
    /// day where noon itself was left out.
    pub reading: Reading,
    /// The whole local day, if the time of day is not known.
    pub whole_day: Option<WholeDay>,
}

/// First and last instant of a local day: `[start, end)`, 24 hours long but for the days of clock changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeDay {
    /// The first instant with that local date.
    pub start: Timestamp,
    /// The instant after the last one with that local date.
    pub end: Timestamp,
}

/// The instant at which the clock of a zone showed a local time.
///
/// # Errors
/// [`LocalTimeError::OutsideSpan`], [`LocalTimeError::Longitude`] (only where local mean time needs it),
/// [`LocalTimeError::Ambiguous`] and [`LocalTimeError::Never`]; a day that the zone skipped whole is never there.
///
/// ```
/// use jiff::civil::{date, time};
/// use places::{Fold, LocalTime, LocalTimeError, Zone, resolve};
///
/// let zone = Zone::find("Europe/Berlin")?;
/// let date = date(1996, 10, 27);
/// let mut local = LocalTime { date, time: Some(time(2, 30, 0, 0)), fold: None, longitude: None };
/// assert!(matches!(resolve(zone, &local), Err(LocalTimeError::Ambiguous { .. })));
///
/// local.fold = Some(Fold::Later);
/// assert_eq!(resolve(zone, &local)?.reading.instant.to_string(), "1996-10-27T01:30:00Z");
/// # Ok::<(), LocalTimeError>(())
/// ```
pub fn resolve(zone: Zone, local: &LocalTime) -> Result<Resolved, LocalTimeError> {
    let year = local.date.year();
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err(LocalTimeError::OutsideSpan(year));
    }
    let noon = local.date.at(12, 0, 0, 0);
    let stretches = Stretch::around(noon, zone.rules()?, local.longitude)?;
    match local.time {
        Some(time) => {
            let reading = read(&stretches, local.date.to_datetime(time), local.fold)?;
            Ok(Resolved { reading, whole_day: None })
        }
        None => read_day(&stretches, noon, local.fold),
    }
}

fn read(stretches: &[Stretch], local: DateTime, fold: Option<Fold>) -> Result<Reading, LocalTimeError> {
    let mut readings: Vec<Reading> = stretches.iter().filter_map(|stretch| stretch.read(local)).collect();
    match (readings.len(), fold) {
        (1, _) | (2.., Some(Fold::Earlier)) => Ok(readings.swap_remove(0)),
        (2.., Some(Fold::Later)) => Ok(readings.swap_remove(readings.len() - 1)),
        (2.., None) => Err(LocalTimeError::Ambiguous { local, readings }),
        (0, _) => match gap(stretches, local) {
            Some(gap) => Err(LocalTimeError::Never { local, gap }),
            None => Err(LocalTimeError::Table("a zone with a hole in it")),
        },
    }
}

fn read_day(stretches: &[Stretch], noon: DateTime, fold: Option<Fold>) -> Result<Resolved, LocalTimeError> {
    let whole_day = whole_day(stretches, noon.date());
    let reading = match (read(stretches, noon, fold.or(Some(Fold::Earlier))), whole_day) {
        (Err(never @ LocalTimeError::Never { .. }), Some(day)) => {
            let middle = day.start + day.start.duration_until(day.end) / 2;
            stretches.iter().find_map(|stretch| stretch.read_instant(middle)).ok_or(never)
        }
        (reading, _) => reading,
    }?;
    Ok(Resolved { reading, whole_day })
}

fn whole_day(stretches: &[Stretch], date: Date) -> Option<WholeDay> {
    let (from, to) = (date.at(0, 0, 0, 0), date.tomorrow().ok()?.at(0, 0, 0, 0));
    let parts: Vec<_> = stretches.iter().filter_map(|stretch| stretch.part(from, to)).collect();
    Some(WholeDay { start: parts.first()?.0, end: parts.last()?.1 })
}

fn gap(stretches: &[Stretch], local: DateTime) -> Option<Gap> {
    stretches.windows(2).find_map(|pair| pair[0].gap(&pair[1], local))
}

#[cfg(test)]
mod tests;
