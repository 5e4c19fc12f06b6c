//! The two time scales of the sky and the span of years.
//!
//! Refuses to know calendars, time zones and clocks: a moment comes in as a Julian day or a Unix timestamp.

use crate::{Error, delta_t};

/// First Julian day (TT) that is answered: 1800-01-01 less a day, so that every local time of 1800 fits.
pub const FIRST_DAY: f64 = 2_378_495.5;
/// Last Julian day (TT) that is answered: the end of 2200 and a day, so that every local time of 2200 fits.
pub const LAST_DAY: f64 = 2_524_959.5;

const J2000: f64 = 2_451_545.0;
const UNIX_EPOCH: f64 = 2_440_587.5;
const MILLIS_PER_DAY: f64 = 86_400_000.0;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// A moment in terrestrial time, the even time that bodies move in; held as a Julian day, fine to 0.04 ms.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Tt(f64);

/// A moment in universal time UT1, the angle of the Earth's rotation; held as a Julian day, fine to 0.04 ms.
///
/// Civil time (UTC) is taken as UT1. Since 1972 leap seconds keep the two within 0.9 s, at most 14" of ascendant and
/// 0.5" of Moon; before, civil time was UT1 in all but name. Unix timestamps leave leap seconds out, and so do we.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Ut1(f64);

impl Tt {
    /// The moment of a Julian day counted in terrestrial time.
    #[must_use]
    pub const fn from_julian_day(day: f64) -> Self {
        Self(day)
    }

    /// Julian day, terrestrial time.
    #[must_use]
    pub const fn julian_day(self) -> f64 {
        self.0
    }

    /// The same moment in universal time, by [`delta_t`].
    #[must_use]
    pub fn ut1(self) -> Ut1 {
        let near = Ut1(self.0 - delta_t(Ut1(self.0)) / SECONDS_PER_DAY);
        Ut1(self.0 - delta_t(near) / SECONDS_PER_DAY)
    }

    /// Julian centuries since J2000.0, the argument of every published series.
    pub(crate) fn centuries(self) -> f64 {
        (self.0 - J2000) / 36_525.0
    }

    /// Julian day in barycentric dynamical time, the argument of DE440: the one yearly term, 1.7 ms.
    pub(crate) fn barycentric_day(self) -> f64 {
        self.0 + 0.001_657 / SECONDS_PER_DAY * (6.240_1 + 0.017_202 * (self.0 - J2000)).sin()
    }

    /// Refuses moments outside [`FIRST_DAY`] to [`LAST_DAY`], and what is not a number.
    pub(crate) fn within_span(self) -> Result<Self, Error> {
        if (FIRST_DAY..=LAST_DAY).contains(&self.0) {
            Ok(self)
        } else {
            Err(Error::OutOfSpan { julian_day: self.0 })
        }
    }
}

impl Ut1 {
    /// The moment of a Julian day counted in universal time.
    #[must_use]
    pub const fn from_julian_day(day: f64) -> Self {
        Self(day)
    }

    /// The moment of a Unix timestamp in milliseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact to 285,000 years from 1970")]
    pub fn from_unix_millis(millis: i64) -> Self {
        Self(UNIX_EPOCH + millis as f64 / MILLIS_PER_DAY)
    }

    /// Unix timestamp in milliseconds, rounded.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast saturates, far outside any year that is answered"
    )]
    pub fn unix_millis(self) -> i64 {
        ((self.0 - UNIX_EPOCH) * MILLIS_PER_DAY).round() as i64
    }

    /// Julian day, universal time.
    #[must_use]
    pub const fn julian_day(self) -> f64 {
        self.0
    }

    /// The same moment in terrestrial time, by [`delta_t`].
    #[must_use]
    pub fn tt(self) -> Tt {
        Tt(self.0 + delta_t(self) / SECONDS_PER_DAY)
    }

    /// Earth rotation angle in turns (IAU 2000), without the whole turns of the elapsed days.
    pub(crate) fn earth_rotation_turns(self) -> f64 {
        0.779_057_273_264_0 + 0.002_737_811_911_354_48 * (self.0 - J2000) + (self.0 - self.0.floor())
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST_DAY, LAST_DAY, Tt, Ut1};
    use proptest::prelude::*;

    #[test]
    fn unix_epoch_and_millennium() {
        assert!((Ut1::from_unix_millis(0).julian_day() - 2_440_587.5).abs() < 1e-12);
        assert!((Ut1::from_unix_millis(946_728_000_000).julian_day() - 2_451_545.0).abs() < 1e-12);
        assert_eq!(Ut1::from_julian_day(f64::NAN).unix_millis(), 0);
    }

    #[test]
    fn span_is_whole_years_and_a_day() {
        // 1 January 1800 and 2201, both at 0h.
        let years = (-5_364_662_400_000, 7_289_654_400_000);
        let days = (Ut1::from_unix_millis(years.0).julian_day(), Ut1::from_unix_millis(years.1).julian_day());
        assert!(
            (days.0 - 1.0 - FIRST_DAY).abs() < 1e-9 && (days.1 + 1.0 - LAST_DAY).abs() < 1e-9,
            "{days:?}"
        );
    }

    /// ERFA's own test of `era00`.
    #[test]
    fn earth_turns_as_published() {
        let turns = Ut1::from_julian_day(2_454_388.5).earth_rotation_turns();
        let angle = turns.rem_euclid(1.0) * std::f64::consts::TAU;
        assert!((angle - 0.402_283_724_002_815_8).abs() < 1e-11, "{angle}");
    }

    proptest! {
        #[test]
        fn unix_time_comes_back(millis in -5_364_662_400_000_i64..7_289_654_400_000) {
            prop_assert_eq!(Ut1::from_unix_millis(millis).unix_millis(), millis);
        }

        #[test]
        fn scales_come_back(day in FIRST_DAY..LAST_DAY) {
            let back = Tt::from_julian_day(day).ut1().tt().julian_day();
            prop_assert!((back - day).abs() * 86_400.0 < 1e-3, "{back}");
        }
    }
}
