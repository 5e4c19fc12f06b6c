//! From the axes of the tables to the true ecliptic and equinox of date: frame bias, precession, nutation.
//!
//! IAU 2006 precession (N. Capitaine, P. T. Wallace, J. Chapront, Astronomy & Astrophysics 412 (2003)) in the
//! Fukushima-Williams angles of J. L. Hilton et al. (Celestial Mechanics 94, 2006), which carry the frame bias of the
//! ICRF. In these angles obliquity cancels out of ecliptic coordinates, and nutation is one turn in longitude.
//!
//! Refuses to know bodies and the horizon.

use crate::{
    Tt,
    dual::Dual,
    nutation::{Nutation, nutation},
    table::OBLIQUITY_OF_TABLE,
    vector::{DualVector, axes, dual_dot},
};

const ARCSECOND: f64 = std::f64::consts::PI / 648_000.0;
const DAYS_PER_CENTURY: f64 = 36_525.0;

// Arcseconds, lowest power of the centuries first.
const GAMMA: [f64; 6] = [-0.052_928, 10.556_378, 0.493_204_4, -0.000_312_38, -2.788e-6, 2.60e-8];
const PHI: [f64; 6] = [84_381.412_819, -46.811_016, 0.051_126_8, 0.000_532_89, -4.40e-7, -1.76e-8];
const PSI: [f64; 6] = [-0.041_775, 5_038.481_484, 1.558_417_5, -0.000_185_22, -2.645_2e-5, -1.48e-8];
const OBLIQUITY: [f64; 6] = [84_381.406, -46.836_769, -0.000_183_1, 0.002_003_40, -5.76e-7, -4.34e-8];

/// The ecliptic frame of one moment.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Rows of the turn from the axes of the tables to the true ecliptic and equinox of date.
    axes: [DualVector; 3],
    /// Nutation of the moment.
    pub(crate) nutation: Nutation,
    /// True obliquity of the ecliptic, radians.
    pub(crate) obliquity: f64,
}

impl Frame {
    pub(crate) fn at(tt: Tt) -> Self {
        let t = centuries(tt);
        let nutation = nutation(t.v);
        let [gamma, phi, psi] = [GAMMA, PHI, PSI].map(|p| t.polynomial(p) * ARCSECOND);
        let table = Dual::new(-OBLIQUITY_OF_TABLE * ARCSECOND, 0.0);
        let [table, gamma, phi, psi] = [table, gamma, phi, -(psi + nutation.longitude)].map(Dual::sin_cos);
        let columns = axes(|n| turn_z(&turn_x(&turn_z(&turn_x(&UNITS[n], table), gamma), phi), psi));
        let axes = axes(|row| axes(|column| columns[column][row]));
        let obliquity = t.polynomial(OBLIQUITY).v * ARCSECOND + nutation.obliquity.v;
        Self { axes, nutation, obliquity }
    }

    /// A vector in the axes of the tables, seen in this frame.
    pub(crate) fn seen(&self, vector: &DualVector) -> DualVector {
        axes(|row| dual_dot(&self.axes[row], vector))
    }
}

/// Julian centuries of a moment, with their rate a day.
pub(crate) fn centuries(tt: Tt) -> Dual {
    Dual::new(tt.centuries(), 1.0 / DAYS_PER_CENTURY)
}

const ZERO: Dual = Dual::new(0.0, 0.0);
const ONE: Dual = Dual::new(1.0, 0.0);
const UNITS: [DualVector; 3] = [[ONE, ZERO, ZERO], [ZERO, ONE, ZERO], [ZERO, ZERO, ONE]];

/// Coordinates after turning the axes about the first axis, by the angle of a sine and cosine.
fn turn_x(v: &DualVector, (sin, cos): (Dual, Dual)) -> DualVector {
    [v[0], cos * v[1] + sin * v[2], cos * v[2] - sin * v[1]]
}

/// Coordinates after turning the axes about the third axis, by the angle of a sine and cosine.
fn turn_z(v: &DualVector, (sin, cos): (Dual, Dual)) -> DualVector {
    [cos * v[0] + sin * v[1], cos * v[1] - sin * v[0], v[2]]
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use crate::Tt;

    /// By ERFA: `pfw06`, `nut00b`, `fw2m` and two turns; day, rows of the matrix, true obliquity.
    #[rustfmt::skip]
    const PUBLISHED: [(f64, [[f64; 3]; 3], f64); 3] = [
        (2_378_500.25, [
            [0.998_810_599_205_987_1, 0.048_758_418_879_428_92, 5.917_900_792_224_784e-5],
            [-0.048_758_440_720_206_35, 0.998_810_497_386_279_6, 0.000_452_514_648_232_508_8],
            [-3.704_471_557_004_804e-5, -0.000_454_861_903_100_124_45, 0.999_999_895_864_163_8],
        ], 0.409_581_694_378_710_4),
        (2_451_545.0, [
            [0.999_999_997_721_214, 6.750_971_548_119_055e-5, 1.020_726_788_551_596_7e-7],
            [-6.750_971_548_456_463e-5, 0.999_999_997_721_218_7, 3.305_254_213_975_636e-8],
            [-1.020_704_472_548_472_7e-7, -3.305_943_294_933_994e-8, 0.999_999_999_999_994_3],
        ], 0.409_064_629_677_271_9),
        (2_524_900.75, [
            [0.998_799_295_517_173_3, -0.048_989_455_803_188_46, -2.223_748_222_473_596_7e-5],
            [0.048_989_440_577_001_44, 0.998_799_192_245_864_8, -0.000_456_378_089_474_209_85],
            [4.456_849_352_749_382_6e-5, 0.000_454_740_712_442_344_8, 0.999_999_895_612_261_5],
        ], 0.408_595_218_676_888_03),
    ];

    #[test]
    fn agrees_with_published_routines() {
        for (day, rows, obliquity) in PUBLISHED {
            let frame = Frame::at(Tt::from_julian_day(day));
            for (found, row) in frame.axes.iter().zip(rows) {
                for (found, expected) in found.iter().zip(row) {
                    assert!((found.v - expected).abs() < 1e-12, "{day}: {} {expected}", found.v);
                }
            }
            assert!((frame.obliquity - obliquity).abs() < 1e-13, "{day}: {}", frame.obliquity);
        }
    }

    const STEP: f64 = 1.0 / 64.0;

    #[test]
    fn turns_as_fast_as_it_says() {
        let at = |day: f64| Frame::at(Tt::from_julian_day(day));
        let (before, now, after) = (at(2_460_000.0 - STEP), at(2_460_000.0), at(2_460_000.0 + STEP));
        for row in 0..3 {
            for column in 0..3 {
                let slope = (after.axes[row][column].v - before.axes[row][column].v) / (2.0 * STEP);
                let found = now.axes[row][column].d;
                assert!((found - slope).abs() < 1e-12, "{row} {column}: {found} {slope}");
            }
        }
    }
}
