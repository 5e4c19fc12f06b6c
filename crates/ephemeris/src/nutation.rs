//! Nutation in longitude and obliquity, IAU 2000B, with its rates.
//!
//! Within 1 milliarcsecond of IAU 2000A. Refuses to know precession and frames.

use crate::{dual::Dual, nutation_terms::TERMS};
use std::f64::consts::TAU;

/// Nutation in longitude and in obliquity, radians and radians a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nutation {
    pub(crate) longitude: Dual,
    pub(crate) obliquity: Dual,
}

/// l, l', F, D, Om at J2000.0 in arcseconds, and in a Julian century (Simon et al. 1994, as IAU 2000B takes them).
const ARGUMENTS: [(f64, f64); 5] = [
    (485_868.249_036, 1_717_915_923.217_8),
    (1_287_104.793_05, 129_596_581.048_1),
    (335_779.526_232, 1_739_527_262.847_8),
    (1_072_260.703_69, 1_602_961_601.209_0),
    (450_160.398_036, -6_962_890.543_1),
];
const ARCSECONDS_PER_TURN: f64 = 1_296_000.0;
const DAYS_PER_CENTURY: f64 = 36_525.0;
/// Radians in the unit of the table, 0.1 microarcsecond.
const UNIT: f64 = TAU / ARCSECONDS_PER_TURN / 1e7;
/// Means of the planetary terms that IAU 2000B leaves out, in the unit of the table.
const PLANETARY: (f64, f64) = (-1_350.0, 3_880.0);
/// The largest multiple of an argument in the table.
const MULTIPLES: usize = 4;

/// Arcseconds a century of each term's argument.
const SPEEDS: [f64; TERMS.len()] = {
    let mut speeds = [0.0; TERMS.len()];
    let mut term = 0;
    while term < TERMS.len() {
        let mut argument = 0;
        while argument < ARGUMENTS.len() {
            speeds[term] += TERMS[term].0[argument] as f64 * ARGUMENTS[argument].1;
            argument += 1;
        }
        term += 1;
    }
    speeds
};

/// Nutation `t` Julian centuries of terrestrial time after J2000.0.
pub(crate) fn nutation(t: f64) -> Nutation {
    let phases = ARGUMENTS.map(|(start, speed)| multiples(start + speed * t));
    let mut longitude = Dual::new(PLANETARY.0, 0.0);
    let mut obliquity = Dual::new(PLANETARY.1, 0.0);
    for ((factors, [sin, sin_t, cos], [cos_e, cos_e_t, sin_e]), speed) in TERMS.iter().zip(&SPEEDS) {
        let mut phase = (1.0, 0.0);
        for (factor, multiples) in factors.iter().zip(&phases) {
            if *factor != 0 {
                let (c, s) = multiples[usize::from(factor.unsigned_abs()) - 1];
                let s = if *factor < 0 { -s } else { s };
                phase = (phase.0 * c - phase.1 * s, phase.1 * c + phase.0 * s);
            }
        }
        let (a, e) = (sin + sin_t * t, cos_e + cos_e_t * t);
        longitude = longitude + Dual::new(a * phase.1 + cos * phase.0, (a * phase.0 - cos * phase.1) * speed);
        obliquity =
            obliquity + Dual::new(e * phase.0 + sin_e * phase.1, (sin_e * phase.0 - e * phase.1) * speed);
    }
    let rate = TAU / ARCSECONDS_PER_TURN / DAYS_PER_CENTURY;
    let scaled = |n: Dual| Dual::new(n.v * UNIT, n.d * UNIT * rate);
    Nutation { longitude: scaled(longitude), obliquity: scaled(obliquity) }
}

/// Cosine and sine of one to [`MULTIPLES`] times an angle in arcseconds.
fn multiples(arcseconds: f64) -> [(f64, f64); MULTIPLES] {
    let (sin, cos) = (arcseconds * (TAU / ARCSECONDS_PER_TURN)).sin_cos();
    let mut all = [(cos, sin); MULTIPLES];
    for n in 1..MULTIPLES {
        let (c, s) = all[n - 1];
        all[n] = (c * cos - s * sin, s * cos + c * sin);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::nutation;

    /// Radians; the test values of ERFA (`nut00b`, 1 January 2006) and two more of it near the ends of the span.
    const PUBLISHED: [(f64, f64, f64); 3] = [
        (2_453_736.5, -9.632_552_291_148_363e-6, 4.063_197_106_621_16e-5),
        (2_378_497.0, -4.146_245_050_381_859e-5, 3.512_409_186_953_341e-5),
        (2_524_000.25, 7.209_179_021_764_536e-5, -1.690_966_461_374_377e-5),
    ];

    #[test]
    fn agrees_with_the_published_values() {
        for (day, longitude, obliquity) in PUBLISHED {
            let found = nutation((day - 2_451_545.0) / 36_525.0);
            assert!((found.longitude.v - longitude).abs() < 1e-14, "{day} {}", found.longitude.v);
            assert!((found.obliquity.v - obliquity).abs() < 1e-14, "{day} {}", found.obliquity.v);
        }
    }

    #[test]
    fn rates_are_slopes() {
        for day in [-70_000.0, -1.0, 33.3, 60_000.0] {
            let at = |day: f64| nutation(day / 36_525.0);
            let h = 0.01;
            let (before, now, after) = (at(day - h), at(day), at(day + h));
            let slope = (after.longitude.v - before.longitude.v) / (2.0 * h);
            assert!((now.longitude.d - slope).abs() < 1e-11, "{slope} {}", now.longitude.d);
            let slope = (after.obliquity.v - before.obliquity.v) / (2.0 * h);
            assert!((now.obliquity.d - slope).abs() < 1e-11, "{slope} {}", now.obliquity.d);
        }
    }
}
