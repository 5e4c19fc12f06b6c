//! Twelve houses from the angles of a chart.
//!
//! Placidus by its definition: a cusp is the point of the ecliptic that has
//! gone a third, or two thirds, of its own way between meridian and horizon. Refuses to know planets and sidereal time.

use crate::{Angles, angles::full_circle};
use serde::{Deserialize, Serialize};

/// A way to divide the ecliptic into houses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseSystem {
    /// Thirds of the time that each point of the ecliptic takes between meridian and horizon. Does not exist where
    /// some of those points never rise or set.
    Placidus,
    /// Whole signs, the first that of the ascendant.
    WholeSign,
    /// Thirds of the ecliptic between ascendant and midheaven. Exists everywhere.
    Porphyry,
    /// Thirty degrees each from the ascendant.
    Equal,
}

/// Cusps of the twelve houses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Houses {
    /// The system that was asked for.
    pub asked: HouseSystem,
    /// The system that the cusps belong to: another than asked only where that one does not exist.
    pub used: HouseSystem,
    /// Ecliptic longitudes in degrees at which houses one to twelve begin.
    pub cusps: [f64; 12],
}

/// Newton steps at most: three do at the equator, six within a second of arc of the polar circle.
const STEPS: usize = 12;
/// Radians. A step this small leaves about its square.
const ARRIVED: f64 = 1e-8;

pub(crate) fn divide(asked: HouseSystem, angles: &Angles, latitude: f64) -> Houses {
    let (used, cusps) = match asked {
        HouseSystem::Placidus => match placidus(angles, latitude) {
            Some(cusps) => (asked, cusps),
            None => (HouseSystem::Porphyry, porphyry(angles)),
        },
        HouseSystem::WholeSign => (asked, equal((angles.ascendant / 30.0).floor() * 30.0)),
        HouseSystem::Porphyry => (asked, porphyry(angles)),
        HouseSystem::Equal => (asked, equal(angles.ascendant)),
    };
    Houses { asked, used, cusps }
}

/// `None` past the polar circles.
fn placidus(angles: &Angles, latitude: f64) -> Option<[f64; 12]> {
    let (sin_e, cos_e) = angles.obliquity.to_radians().sin_cos();
    let steepness = latitude.to_radians().tan() * sin_e / cos_e;
    if steepness.abs() >= 1.0 {
        return None;
    }
    let meridian = angles.sidereal_time.to_radians();
    // From the meridian, above then below the horizon: degrees to the cusp at the equator, share of the semi-arc.
    let cusp = |(degrees, share): (f64, f64)| {
        let start = meridian + degrees.to_radians();
        let right_ascension = solve(start, share, steepness);
        let (sin, cos) = right_ascension.sin_cos();
        full_circle(sin.atan2(cos * cos_e).to_degrees())
    };
    let third = 1.0 / 3.0;
    let quadrants = [(30.0, third), (60.0, 2.0 * third), (120.0, 2.0 * third), (150.0, third)].map(cusp);
    Some(quarters(angles, quadrants))
}

/// Right ascension `a` with `a = start + share * asin(steepness * sin a)`: the ascensional difference of a point of the
/// ecliptic is the arcsine. The left side grows faster than the right, so there is one answer and Newton finds it.
fn solve(start: f64, share: f64, steepness: f64) -> f64 {
    let mut a = start;
    for _ in 0..STEPS {
        let (sin, cos) = a.sin_cos();
        let height = steepness * sin;
        let slope = 1.0 - share * steepness * cos / (1.0 - height * height).sqrt();
        let step = (a - start - share * height.asin()) / slope;
        a -= step;
        if step.abs() < ARRIVED {
            break;
        }
    }
    a
}

fn porphyry(angles: &Angles) -> [f64; 12] {
    let third = full_circle(angles.ascendant - angles.midheaven) / 3.0;
    let cusp = |start: f64, width: f64| full_circle(start + width);
    quarters(
        angles,
        [
            cusp(angles.midheaven, third),
            cusp(angles.midheaven, 2.0 * third),
            cusp(angles.ascendant, 60.0 - third),
            cusp(angles.ascendant, 2.0 * (60.0 - third)),
        ],
    )
}

fn equal(first: f64) -> [f64; 12] {
    let mut next = first;
    [(); 12].map(|()| {
        let cusp = full_circle(next);
        next += 30.0;
        cusp
    })
}

/// All twelve cusps from the two angles and cusps 11, 12, 2 and 3.
fn quarters(angles: &Angles, [eleventh, twelfth, second, third]: [f64; 4]) -> [f64; 12] {
    let opposite = |cusp: f64| full_circle(cusp + 180.0);
    [
        angles.ascendant,
        second,
        third,
        opposite(angles.midheaven),
        opposite(eleventh),
        opposite(twelfth),
        opposite(angles.ascendant),
        opposite(second),
        opposite(third),
        angles.midheaven,
        eleventh,
        twelfth,
    ]
}
