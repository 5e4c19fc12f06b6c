//! Whether two programs have computed the same charts, and how far they are apart. Knows neither.

use std::{fmt, ops::Range};

use super::side::Chart;

/// How far apart they are.
#[derive(Debug)]
pub(super) struct Agreement {
    bodies: Apart,
    speeds: Apart,
    cusps: Apart,
}

/// Differences in seconds of arc, those of speeds for a day: in the middle, of all but one in a hundred, the greatest.
#[derive(Debug)]
struct Apart {
    middle: f64,
    nearly_all: f64,
    greatest: f64,
}

/// Seconds of arc within which nearly all of the differences are. If a moment were off by a second of time, the cusps
/// would be by fifteen. The rest are known: models of the deflection of light differ for a planet behind the Sun, and
/// the library's sidereal time is another outside 1850 to 2050.
pub(super) const BY_FILES: f64 = 5.0;

/// The same when the library computes by Moshier's theory, which is coarser.
pub(super) const BY_MOSHIER: f64 = 30.0;

impl Agreement {
    /// How far apart charts of the same births are; nearly all may be `allowed` seconds of arc.
    ///
    /// # Errors
    /// When they are too far apart for both to have done the same work.
    pub(super) fn between(ours: &[Chart], theirs: &[Chart], allowed: f64) -> Result<Self, String> {
        if ours.len() != theirs.len() || ours.is_empty() {
            return Err(format!("{} charts and {}", ours.len(), theirs.len()));
        }
        let of = |part| Apart::of(ours, theirs, part);
        let found = Self { bodies: of(0..12), speeds: of(12..24), cusps: of(24..36) };
        // Not a number is not within it either.
        let fits = |apart: &Apart| apart.nearly_all <= allowed && apart.greatest.is_finite();
        let within = fits(&found.bodies) && fits(&found.speeds) && fits(&found.cusps);
        if within { Ok(found) } else { Err(format!("the two sides do not compute the same: {found}")) }
    }
}

impl Apart {
    fn of(ours: &[Chart], theirs: &[Chart], part: Range<usize>) -> Self {
        let pairs = ours.iter().zip(theirs).flat_map(|(a, b)| a[part.clone()].iter().zip(&b[part.clone()]));
        let mut all: Vec<f64> = pairs.map(|(a, b)| seconds_apart(*a, *b)).collect();
        // What is not a number comes last.
        all.sort_by(f64::total_cmp);
        let at = |hundredth: usize| all[(all.len() * hundredth / 100).min(all.len() - 1)];
        Self { middle: at(50), nearly_all: at(99), greatest: at(100) }
    }
}

fn seconds_apart(a: f64, b: f64) -> f64 {
    ((a - b + 180.0).rem_euclid(360.0) - 180.0).abs() * 3_600.0
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bodies, speeds, cusps } = self;
        write!(f, "longitudes {bodies}; speeds a day {speeds}; cusps {cusps}")
    }
}

impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { middle, nearly_all, greatest } = self;
        write!(f, "{middle:.3}\", {nearly_all:.3}\", {greatest:.3}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_each_kind_across_the_vernal_point() {
        let ours = [[10.0; 36], [359.9999; 36]];
        let mut theirs = ours;
        theirs[0][30] += 2.0 / 3_600.0;
        theirs[1][11] = 0.0001;
        theirs[1][20] -= 1.0 / 3_600.0;
        let found = Agreement::between(&ours, &theirs, BY_FILES).unwrap();
        let found = [found.bodies.greatest, found.speeds.nearly_all, found.cusps.greatest];
        assert!(found.iter().zip([0.72, 1.0, 2.0]).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn charts_of_other_births_do_not_agree() {
        let ours = [[10.0; 36]; 2];
        for (at, wrong) in [(0, 10.01), (12, 9.99), (35, f64::NAN), (1, 190.0)] {
            let mut theirs = ours;
            theirs[0][at] = wrong;
            assert!(Agreement::between(&ours, &theirs, BY_FILES).is_err(), "{at}");
        }
        assert!(
            Agreement::between(&ours, &ours[1..], BY_FILES).is_err()
                && Agreement::between(&[], &[], BY_FILES).is_err()
        );
    }
}
