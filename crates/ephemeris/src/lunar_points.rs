//! Nodes and apogees of the Moon's orbit, mean and osculating.
//!
//! Mean: polynomials of J. Meeus, Astronomical Algorithms (2nd edition), chapter 47, for the mean equinox of date; the
//! apogee is counted along the orbit there and is brought to the ecliptic here. Osculating: the ellipse that the Moon
//! would follow from its place and velocity if the Sun let go; its rates come from the pull of the Sun, which turns it.
//!
//! Refuses to know light time: a point of an orbit sends none.

use crate::{
    dual::Dual,
    vector::{DualVector, Vector, cross, dot, plus, with_rates},
};

/// Gravity of Earth and Moon together, au cubed a day squared (DE440).
pub(crate) const EARTH_MOON_GRAVITY: f64 = 8.997_011_390_199_871e-10;
/// Gravity of the Sun, as above.
pub(crate) const SUN_GRAVITY: f64 = 2.959_122_082_841_196e-4;

// Degrees, lowest power of the centuries first.
const MEAN_NODE: [f64; 5] =
    [125.044_547_9, -1_934.136_289_1, 0.002_075_4, 1.0 / 467_441.0, -1.0 / 60_616_000.0];
const MEAN_PERIGEE: [f64; 5] =
    [83.353_246_5, 4_069.013_728_7, -0.010_320_0, -1.0 / 80_053.0, 1.0 / 18_999_000.0];
const MEAN_INCLINATION: f64 = 5.145_396_4;
const MEAN_ECCENTRICITY: f64 = 0.054_900_489;
/// Half the longer axis of the mean orbit, 384,400 km in au.
const MEAN_AXIS: f64 = 0.002_569_555_290_5;

/// A mean point: longitude (mean equinox), latitude in radians, and the Moon's distance there in au.
pub(crate) type MeanPoint = (Dual, Dual, f64);

/// The mean ascending node, `t` Julian centuries after J2000.0.
pub(crate) fn mean_node(t: Dual) -> MeanPoint {
    (t.polynomial(MEAN_NODE.map(f64::to_radians)), Dual::new(0.0, 0.0), MEAN_AXIS)
}

/// The mean apogee, `t` Julian centuries after J2000.0.
pub(crate) fn mean_apogee(t: Dual) -> MeanPoint {
    let node = t.polynomial(MEAN_NODE.map(f64::to_radians));
    let apogee = t.polynomial(MEAN_PERIGEE.map(f64::to_radians)) + std::f64::consts::PI;
    let (sin, cos) = (apogee - node).sin_cos();
    let (sin_i, cos_i) = MEAN_INCLINATION.to_radians().sin_cos();
    let longitude = node + (sin * cos_i).atan2(cos);
    let height = sin * sin_i;
    let latitude = height.atan2((-(height * height) + 1.0).sqrt());
    (longitude, latitude, MEAN_AXIS * (1.0 + MEAN_ECCENTRICITY))
}

/// The ellipse that the Moon follows at the moment, in the axes of the tables.
pub(crate) struct Ellipse {
    /// Angular momentum, au squared a day, and how it turns.
    pub(crate) momentum: DualVector,
    /// Towards the apogee, of a length that is the eccentricity.
    pub(crate) apogee: DualVector,
    parameter: f64,
}

impl Ellipse {
    /// From the Moon's place and velocity about the Earth, and the place of the Sun about the Earth.
    pub(crate) fn of_moon(moon: &Vector, velocity: &Vector, sun: &Vector) -> Self {
        let pull = tide(moon, sun);
        let momentum = cross(moon, velocity);
        let turning = cross(moon, &pull);
        let distance = dot(moon, moon).sqrt();
        let kick = plus(&cross(&pull, &momentum), &cross(velocity, &turning), 1.0);
        let perigee = plus(
            &cross(velocity, &momentum).map(|n| n / EARTH_MOON_GRAVITY),
            &moon.map(|n| n / distance),
            -1.0,
        );
        Self {
            momentum: with_rates(&momentum, &turning),
            apogee: with_rates(&perigee.map(|n| -n), &kick.map(|n| -n / EARTH_MOON_GRAVITY)),
            parameter: dot(&momentum, &momentum) / EARTH_MOON_GRAVITY,
        }
    }

    /// Distance in au at which the ellipse passes in a direction (of any length, in its plane); the direction and
    /// `apogee`, which is this ellipse's, in the same axes.
    pub(crate) fn distance_towards(&self, apogee: &DualVector, direction: &DualVector) -> f64 {
        let [apogee, direction] = [apogee, direction].map(|vector| vector.map(|n| n.v));
        self.parameter / (1.0 - dot(&apogee, &direction) / dot(&direction, &direction).sqrt())
    }
}

/// How much stronger the Sun pulls the Moon than the Earth.
fn tide(moon: &Vector, sun: &Vector) -> Vector {
    let to_sun = plus(sun, moon, -1.0);
    let strength = |v: &Vector| {
        let square = dot(v, v);
        SUN_GRAVITY / (square * square.sqrt())
    };
    plus(&to_sun.map(|n| n * strength(&to_sun)), sun, -strength(sun))
}

#[cfg(test)]
mod tests {
    use super::{mean_apogee, mean_node};
    use crate::{Tt, angles::full_circle, frame::centuries};

    /// From another theory, that of J. L. Simon et al. (1994) in the IERS Conventions (ERFA `faom03`, `faf03`, `fal03`),
    /// the apogee turned out of the orbit with vectors: day, node, longitude and latitude of the apogee in degrees.
    const PUBLISHED: [(f64, f64, f64, f64); 3] = [
        (2_380_000.5, 313.603_133, 212.962_562, -5.057_383),
        (2_451_545.0, 125.044_555, 263.468_120, 3.419_723),
        (2_520_000.5, 100.075_409, 329.386_361, -3.906_003),
    ];

    #[test]
    fn mean_points_agree_with_another_theory() {
        for (day, node, longitude, latitude) in PUBLISHED {
            let t = centuries(Tt::from_julian_day(day));
            let (found, ..) = mean_node(t);
            assert!(
                (full_circle(found.v.to_degrees()) - node).abs() * 3600.0 < 0.3,
                "{day}: {}",
                found.v.to_degrees()
            );
            let (found, height, _) = mean_apogee(t);
            let apart = (full_circle(found.v.to_degrees()) - longitude) * 3600.0;
            assert!(apart.abs() < 2.0, "{day}: {apart}");
            assert!(
                (height.v.to_degrees() - latitude).abs() * 3600.0 < 2.0,
                "{day}: {}",
                height.v.to_degrees()
            );
        }
    }
}
