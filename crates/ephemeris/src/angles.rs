//! The degrees that a place on the Earth picks out of the ecliptic: ascendant, midheaven, vertex.
//!
//! Sidereal time: Earth rotation angle, the IAU 2006 polynomial and the equation of the equinoxes with its two largest
//! complementary terms (IERS Conventions 2010, chapter 5). Refuses to know bodies.

use crate::{Error, HouseSystem, Houses, Tt, Ut1, frame::Frame, houses};
use serde::Serialize;
use std::f64::consts::{PI, TAU};

const ARCSECOND: f64 = PI / 648_000.0;

/// A place on the Earth by its geographic coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    latitude: f64,
    longitude: f64,
}

impl Site {
    /// From degrees: latitude north positive, -90 to 90; longitude east positive, -180 to 180.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, Error> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(Error::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(Error::Longitude(longitude));
        }
        Ok(Self { latitude, longitude })
    }
}

/// The angles of a chart, all in degrees; ecliptic longitudes but for `sidereal_time` and `obliquity`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Angles {
    /// Where the ecliptic crosses the eastern horizon.
    pub ascendant: f64,
    /// Where it crosses the meridian, on the side of the celestial equator's upper culmination. Past the polar circle
    /// it may stand under the horizon.
    pub midheaven: f64,
    /// Apparent sidereal time of the place: right ascension of the meridian (ARMC).
    pub sidereal_time: f64,
    /// Where it crosses the prime vertical in the west.
    pub vertex: f64,
    /// True obliquity of the ecliptic.
    pub obliquity: f64,
    /// Latitude of the place.
    #[serde(skip)]
    pub(crate) latitude: f64,
}

impl Angles {
    /// Angles from the meridian itself: sidereal time of the place, true obliquity and latitude in degrees.
    #[must_use]
    pub fn of_meridian(sidereal_time: f64, obliquity: f64, latitude: f64) -> Self {
        let (sin_t, cos_t) = sidereal_time.to_radians().sin_cos();
        let (sin_e, cos_e) = obliquity.to_radians().sin_cos();
        let (sin_l, cos_l) = latitude.to_radians().sin_cos();
        // Directions in the plane of the ecliptic, (y, x). The horizon and the prime vertical cross it twice each; what
        // lies within half a circle past the midheaven is in the east.
        let midheaven = (sin_t, cos_t * cos_e);
        let rising = (cos_t * cos_l, -(sin_t * cos_e * cos_l + sin_e * sin_l));
        let prime = (-cos_t * sin_l, sin_t * cos_e * sin_l - sin_e * cos_l);
        let in_the_east = |(y, x): (f64, f64)| y * midheaven.1 >= x * midheaven.0;
        let opposite = |(y, x): (f64, f64)| (-y, -x);
        let degrees = |(y, x): (f64, f64)| full_circle(y.atan2(x).to_degrees());
        Self {
            ascendant: degrees(if in_the_east(rising) { rising } else { opposite(rising) }),
            midheaven: degrees(midheaven),
            sidereal_time: full_circle(sidereal_time),
            vertex: degrees(if in_the_east(prime) { opposite(prime) } else { prime }),
            obliquity,
            latitude,
        }
    }

    /// Geometric altitude, in degrees, of a direction given by ecliptic longitude and latitude: whether the Sun is up, and
    /// so whether the chart is one of the day, also where the Sun of midnight is.
    #[must_use]
    pub fn altitude(&self, longitude: f64, latitude: f64) -> f64 {
        let (sin_t, cos_t) = self.sidereal_time.to_radians().sin_cos();
        let (sin_e, cos_e) = self.obliquity.to_radians().sin_cos();
        let (sin_p, cos_p) = self.latitude.to_radians().sin_cos();
        let (sin_l, cos_l) = longitude.to_radians().sin_cos();
        let (sin_b, cos_b) = latitude.to_radians().sin_cos();
        // On the equator's axes, then along the direction of the zenith.
        let (x, y, z) = (cos_b * cos_l, cos_b * sin_l, sin_b);
        let (y, z) = (y * cos_e - z * sin_e, y * sin_e + z * cos_e);
        (cos_p * (x * cos_t + y * sin_t) + sin_p * z).clamp(-1.0, 1.0).asin().to_degrees()
    }

    /// The twelve cusps of a house system. Where it has none, as Placidus and Koch past the polar circles, the answer
    /// is Porphyry and says so.
    #[must_use]
    pub fn houses(&self, system: HouseSystem) -> Houses {
        houses::divide(system, self, 0.0)
    }

    /// The same in a sidereal zodiac, by its ayanamsa in degrees ([`crate::Sky::ayanamsa`]): cusps are sidereal
    /// longitudes, whole signs are sidereal signs.
    #[must_use]
    pub fn sidereal_houses(&self, system: HouseSystem, ayanamsa: f64) -> Houses {
        houses::divide(system, self, ayanamsa)
    }

    pub(crate) fn of(ut: Ut1, tt: Tt, frame: &Frame, site: Site) -> Self {
        let local = sidereal_time(ut, tt, frame).to_degrees() + site.longitude;
        Self::of_meridian(full_circle(local), frame.obliquity.to_degrees(), site.latitude)
    }
}

/// Degrees brought to 0 to under 360.
pub(crate) fn full_circle(degrees: f64) -> f64 {
    let turned = degrees - 360.0 * (degrees / 360.0).floor();
    if turned < 360.0 { turned } else { 0.0 }
}

/// Greenwich apparent sidereal time, radians.
fn sidereal_time(ut: Ut1, tt: Tt, frame: &Frame) -> f64 {
    let t = tt.centuries();
    let precession =
        0.014_506 + t * (4_612.156_534 + t * (1.391_581_7 + t * (-4.4e-7 + t * (-2.995_6e-5 - t * 3.68e-8))));
    let node = (125.044_52 - 1_934.136_261 * t).to_radians();
    let complementary = 0.002_640_96 * node.sin() + 0.000_063_52 * (2.0 * node).sin();
    let mean_obliquity = frame.obliquity - frame.nutation.obliquity.v;
    let equinoxes = frame.nutation.longitude.v * mean_obliquity.cos();
    ut.earth_rotation_turns() * TAU + (precession + complementary) * ARCSECOND + equinoxes
}

#[cfg(test)]
mod tests {
    use super::{full_circle, sidereal_time};
    use crate::{Tt, Ut1, frame::Frame};

    /// ERFA: `gst06` with IAU 2006 precession and IAU 2000B nutation, radians, both scales alike.
    const PUBLISHED: [(f64, f64); 4] = [
        (2_380_000.5, 2.492_639_384_876_437_4),
        (2_451_545.0, 4.894_899_324_224_069),
        (2_460_000.5, 2.698_271_478_992_472),
        (2_520_000.5, 4.423_372_068_159_39),
    ];

    /// Within 0.03 milliarcseconds: ERFA has 33 complementary terms, this engine two.
    #[test]
    fn sidereal_time_agrees_with_the_published_values() {
        for (day, expected) in PUBLISHED {
            let tt = Tt::from_julian_day(day);
            let apart = (sidereal_time(Ut1::from_julian_day(day), tt, &Frame::at(tt)) - expected).sin();
            assert!(apart.abs() < 1.5e-10, "{day}: {apart}");
        }
    }

    #[test]
    fn full_circle_never_reaches_360() {
        for (degrees, expected) in [(0.0, 0.0), (360.0, 0.0), (-1e-20, 0.0), (-90.0, 270.0), (725.0, 5.0)] {
            assert!((full_circle(degrees) - expected).abs() < 1e-12, "{degrees}");
        }
    }
}
