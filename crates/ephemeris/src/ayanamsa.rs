//! Where a sidereal zodiac begins: the ayanamsa, how far its first degree stands behind the vernal point.
//!
//! An ayanamsa is a value at an epoch, as its author published it, carried on by precession. Each is carried to J2000.0
//! by the precession that its author or keeper reckoned with, and from there by IAU 2006. Refuses to know which is right.

use crate::Tt;
use serde::{Deserialize, Serialize};

const J2000: f64 = 2_451_545.0;
const DAYS_PER_CENTURY: f64 = 36_525.0;
const ARCSECONDS_PER_DEGREE: f64 = 3_600.0;

/// A sidereal zodiac by the ayanamsa that defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ayanamsa {
    /// India's calendar: 23°15'00.658", nutation included, on 21 March 1956, 0h TT (Indian Astronomical Ephemeris,
    /// since 1985 with IAU 1976 precession; first the Calendar Reform Committee's 23°15'00").
    Lahiri,
    /// C. Fagan and D. Bradley: the vernal point in 5°57'28.64" of sidereal Pisces at B1950.0, so 24°02'31.36", mean
    /// (Synetic Vernal Point, 1950s; Newcomb's precession).
    FaganBradley,
    /// K. S. Krishnamurti: 22°21'50" at 1900.0, mean, as his school's programs take it (the table in his Reader I
    /// stops at minutes; Newcomb's precession).
    Krishnamurti,
    /// B. V. Raman: 21°00'52" at 1900.0, mean (his rule of 50 1/3" a year since 397, in A Manual of Hindu Astrology,
    /// gives a second less; Newcomb's precession).
    Raman,
}

impl Ayanamsa {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Lahiri, Self::FaganBradley, Self::Krishnamurti, Self::Raman];

    /// Its name, such as `fagan_bradley`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lahiri => "lahiri",
            Self::FaganBradley => "fagan_bradley",
            Self::Krishnamurti => "krishnamurti",
            Self::Raman => "raman",
        }
    }

    /// Degrees from the sidereal zodiac's beginning to the mean vernal point of the moment.
    pub(crate) fn mean(self, tt: Tt) -> f64 {
        self.at_j2000() + IAU_2006.since_j2000(tt.centuries()) / ARCSECONDS_PER_DEGREE
    }

    /// Degrees at J2000.0, mean.
    fn at_j2000(self) -> f64 {
        let (degrees, minutes, seconds, epoch, precession) = match self {
            // Less nutation in longitude at the epoch, 16.769" (IAU 1980).
            Self::Lahiri => (23.0, 15.0, 0.658 - 16.769, 2_435_553.5, IAU_1976),
            Self::FaganBradley => (24.0, 2.0, 31.36, 2_433_282.423_46, NEWCOMB),
            Self::Krishnamurti => (22.0, 21.0, 50.0, 2_415_020.0, NEWCOMB),
            Self::Raman => (21.0, 0.0, 52.0, 2_415_020.0, NEWCOMB),
        };
        let since = precession.since_j2000((epoch - J2000) / DAYS_PER_CENTURY);
        degrees + minutes / 60.0 + (seconds - since) / ARCSECONDS_PER_DEGREE
    }
}

/// General precession in longitude from J2000.0: arcseconds by the powers of Julian centuries, from the first.
struct Precession([f64; 5]);

impl Precession {
    fn since_j2000(&self, centuries: f64) -> f64 {
        self.0.iter().rev().fold(0.0, |sum, term| (sum + term) * centuries)
    }
}

/// N. Capitaine, P. T. Wallace, J. Chapront, Astronomy & Astrophysics 412 (2003), formula for `p_A`.
const IAU_2006: Precession = Precession([5_028.796_195, 1.105_434_8, 0.000_079_64, -0.000_023_857, -3.83e-8]);
/// J. H. Lieske et al., Astronomy & Astrophysics 58 (1977).
const IAU_1976: Precession = Precession([5_029.096_6, 1.111_13, -0.000_006, 0.0, 0.0]);
/// S. Newcomb, Tables of the Sun (1895): 50.2564" + 0.0222" T a tropical year, T from 1900.0; here a Julian century
/// of 100.002 14 tropical ones, from 2000.
const NEWCOMB: Precession = Precession([5_027.967_6, 1.11, 0.0, 0.0, 0.0]);

#[cfg(test)]
mod tests {
    use super::{Ayanamsa, J2000};
    use crate::{Sky, Tt};

    fn at(ayanamsa: Ayanamsa, day: f64) -> f64 {
        Sky::at(Tt::from_julian_day(day)).unwrap().ayanamsa(ayanamsa)
    }

    /// Degrees, mean, at J2000.0, as other people's programs publish them.
    const PUBLISHED: [(Ayanamsa, f64); 4] = [
        (Ayanamsa::Lahiri, 23.857_092),
        (Ayanamsa::FaganBradley, 24.740_300),
        (Ayanamsa::Krishnamurti, 23.760_240),
        (Ayanamsa::Raman, 22.410_791),
    ];

    #[test]
    fn mean_values_at_the_millennium() {
        for (ayanamsa, expected) in PUBLISHED {
            let found = ayanamsa.mean(Tt::from_julian_day(J2000));
            assert!((found - expected).abs() < 3e-6, "{ayanamsa:?}: {found}");
        }
    }

    /// 23°15'00.658" with nutation, in the precession and nutation of today: within 0.15".
    #[test]
    fn lahiri_is_what_india_published() {
        let found = at(Ayanamsa::Lahiri, 2_435_553.5);
        assert!((found - (23.25 + 0.658 / 3600.0)).abs() < 0.15 / 3600.0, "{found}");
    }

    /// 5,028.8" in the century from 2000, 50.3" in a year; and all zodiacs turn alike.
    #[test]
    fn precession_moves_all_alike() {
        let mean =
            |ayanamsa: Ayanamsa, years: f64| ayanamsa.mean(Tt::from_julian_day(J2000 + 365.25 * years));
        for ayanamsa in Ayanamsa::ALL {
            let century = (mean(ayanamsa, 100.0) - mean(ayanamsa, 0.0)) * 3600.0;
            assert!((century - 5_029.902).abs() < 1e-3, "{century}");
            let year = (mean(ayanamsa, 0.0) - mean(ayanamsa, -1.0)) * 3600.0;
            assert!((year - 50.288).abs() < 1e-3, "{year}");
        }
    }

    /// Nutation moves the vernal point, and the stars' zodiac does not follow.
    #[test]
    fn nutation_is_in_it() {
        for day in [2_378_500.0, 2_451_545.0, 2_460_000.0, 2_524_950.0] {
            let sky = Sky::at(Tt::from_julian_day(day)).unwrap();
            let nutation = sky.ayanamsa(Ayanamsa::Raman) - Ayanamsa::Raman.mean(sky.tt());
            assert!((nutation - sky.nutation_in_longitude()).abs() < 1e-12);
        }
    }
}
