//! Houses that divide time: Placidus the way of each degree, Koch that of the midheaven's degree.
//!
//! Refuses latitudes where a degree of the ecliptic never rises or sets: such a way has no thirds.

use super::Between;
use crate::{Angles, angles::full_circle};

/// Newton steps at most: three do at the equator, six within a second of arc of the polar circle.
const STEPS: usize = 12;
/// Radians. A step this small leaves about its square.
const ARRIVED: f64 = 1e-8;

/// Tangents of latitude and obliquity multiplied; `None` past the polar circles, where it is over one.
fn steepness(angles: &Angles) -> Option<f64> {
    let (sin_e, cos_e) = angles.obliquity.to_radians().sin_cos();
    let steepness = angles.latitude.to_radians().tan() * sin_e / cos_e;
    (steepness.abs() < 1.0).then_some(steepness)
}

/// A cusp is the point of the ecliptic that has gone a third, or two thirds, of its own way between meridian and
/// horizon.
pub(super) fn placidus(angles: &Angles) -> Option<Between> {
    let steepness = steepness(angles)?;
    let cos_e = angles.obliquity.to_radians().cos();
    let meridian = angles.sidereal_time.to_radians();
    // From the meridian, above then below the horizon: degrees to the cusp at the equator, share of the semi-arc.
    let cusp = |(degrees, share): (f64, f64)| {
        let start = meridian + degrees.to_radians();
        let right_ascension = solve(start, share, steepness);
        let (sin, cos) = right_ascension.sin_cos();
        full_circle(sin.atan2(cos * cos_e).to_degrees())
    };
    let third = 1.0 / 3.0;
    Some([(30.0, third), (60.0, 2.0 * third), (120.0, 2.0 * third), (150.0, third)].map(cusp))
}

/// A cusp is the degree that rises a third, or two thirds, of the midheaven's semi-arc before now, or after.
///
/// The degree opposite the midheaven rises one semi-arc of the midheaven from now: the night of the one is the day of
/// the other. So the four steps are alike.
pub(super) fn koch(angles: &Angles) -> Option<Between> {
    let steepness = steepness(angles)?;
    // The midheaven's right ascension is the sidereal time; its ascensional difference is the arcsine.
    let semi_arc = 90.0 + (steepness * angles.sidereal_time.to_radians().sin()).asin().to_degrees();
    let rising = |share: f64| {
        let meridian = angles.sidereal_time + share * semi_arc;
        Angles::of_meridian(meridian, angles.obliquity, angles.latitude).ascendant
    };
    let third = 1.0 / 3.0;
    Some([-2.0 * third, -third, third, 2.0 * third].map(rising))
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
