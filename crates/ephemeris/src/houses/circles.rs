//! Houses that divide space: great circles through the north and south points of the horizon.
//!
//! Regiomontanus spaces them along the celestial equator, Campanus along the prime vertical. They differ in nothing
//! else. Cusps go in the order of the signs everywhere: past the polar circles too, while the midheaven is under the
//! horizon. Refuses to know time.

use super::Between;
use crate::{Angles, angles::full_circle};

/// Radians, 0.2": nearer than this, circles that should be two are one.
const APART: f64 = 1e-6;

/// Degrees east of the upper meridian at which the circles of cusps 11, 12, 2 and 3 cross the divided circle.
const TWELFTHS: Between = [30.0, 60.0, 120.0, 150.0];

pub(super) fn regiomontanus(angles: &Angles) -> Option<Between> {
    let tilt = angles.latitude.to_radians().cos();
    // At a pole the equator is the horizon, and all circles are that one.
    if tilt < APART {
        return None;
    }
    // Of a point of the equator, by its hour angle: how far east and how far up it stands.
    cusps(angles, |(sin, cos)| (sin, cos * tilt))
}

pub(super) fn campanus(angles: &Angles) -> Option<Between> {
    cusps(angles, |along| along)
}

/// `None` in the moment, past a polar circle, in which the ecliptic goes through the north and south points: all
/// circles then cross it there.
fn cusps(angles: &Angles, divided: impl Fn((f64, f64)) -> (f64, f64)) -> Option<Between> {
    let ecliptic = Ecliptic::of(angles);
    let height = ecliptic.height(angles.midheaven);
    if height.abs() < APART {
        return None;
    }
    let mut cusps =
        TWELFTHS.map(|twelfth| ecliptic.crossed_in_the_east(divided(twelfth.to_radians().sin_cos())));
    // Where the midheaven stands under the horizon, the eastern half of the ecliptic meets the circles from below.
    if height < 0.0 {
        cusps.reverse();
    }
    Some(cusps)
}

/// How far east and how far up the vernal point stands, and the point 90 degrees on; every other point of the
/// ecliptic is made of these two.
struct Ecliptic {
    east: (f64, f64),
    up: (f64, f64),
}

impl Ecliptic {
    fn of(angles: &Angles) -> Self {
        let (sin_t, cos_t) = angles.sidereal_time.to_radians().sin_cos();
        let (sin_e, cos_e) = angles.obliquity.to_radians().sin_cos();
        let (sin_l, cos_l) = angles.latitude.to_radians().sin_cos();
        Self { east: (-sin_t, cos_e * cos_t), up: (cos_l * cos_t, cos_e * cos_l * sin_t + sin_e * sin_l) }
    }

    /// Sine of the altitude of a longitude.
    fn height(&self, longitude: f64) -> f64 {
        let (sin, cos) = longitude.to_radians().sin_cos();
        self.up.0 * cos + self.up.1 * sin
    }

    /// Longitude at which the circle through the north and south points and one that stands `(east, up)` crosses the
    /// eastern half of the ecliptic.
    fn crossed_in_the_east(&self, (east, up): (f64, f64)) -> f64 {
        let across = (self.east.0 * up - self.up.0 * east, self.east.1 * up - self.up.1 * east);
        let (x, y) = (across.1, -across.0);
        let turn = if x * self.east.0 + y * self.east.1 < 0.0 { 180.0 } else { 0.0 };
        full_circle(y.atan2(x).to_degrees() + turn)
    }
}
