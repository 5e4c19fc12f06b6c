//! How numbers of the sky are written: rounded once, here, so that the same request has the same bytes everywhere.
//! Knows no body.

use chart::{Longitude, Sign, SignPosition};
use serde::Serialize;
use utoipa::ToSchema;

/// Degrees are written to this fraction: 0.0036 seconds of arc, finer than any ephemeris is sure of.
const PER_DEGREE: f64 = 1e6;

/// Distances are written to this fraction of an astronomical unit: 1.5 km.
const PER_AU: f64 = 1e8;

/// A place in the zodiac.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Zodiacal {
    /// Ecliptic longitude in degrees, 0 to under 360.
    #[schema(example = 353.072_844)]
    pub longitude: f64,
    /// Its sign.
    #[schema(example = "pisces")]
    pub sign: String,
    /// Where in the sign.
    pub degree: Degree,
}

/// Where in a sign: `23°04'22"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ZodiacDegree)]
pub struct Degree {
    /// Whole degrees, 0 to 29.
    pub degrees: u32,
    /// Whole minutes of arc, 0 to 59.
    pub minutes: u32,
    /// Seconds of arc, 0 to 59.
    pub seconds: u32,
    /// As it is written.
    #[schema(example = "23°04'22\" Pisces")]
    pub text: String,
}

impl Zodiacal {
    pub(super) fn of(longitude: Longitude) -> Self {
        let position = SignPosition::of(longitude);
        Self {
            longitude: rounded_in_sign(longitude.degrees()),
            sign: sign_name(position.sign),
            degree: Degree {
                degrees: position.degrees,
                minutes: position.minutes,
                seconds: position.seconds,
                text: position.to_string(),
            },
        }
    }
}

/// A sign as it is told to a program.
pub(super) fn sign_name(sign: Sign) -> String {
    sign.name().to_ascii_lowercase()
}

/// Degrees, or degrees a day, as they are written.
pub(super) fn degrees(value: f64) -> f64 {
    round(value, PER_DEGREE)
}

/// Astronomical units as they are written.
pub(super) fn astronomical_units(value: f64) -> f64 {
    round(value, PER_AU)
}

/// Never out of the sign, nor to 360: the sign is a fact and the last digit is not.
fn rounded_in_sign(longitude: f64) -> f64 {
    let rounded = degrees(longitude);
    let end = (longitude / 30.0).floor() * 30.0 + 30.0;
    if rounded < end { rounded } else { degrees(end - 1.0 / PER_DEGREE) }
}

/// Adding nothing turns minus nothing into nothing.
fn round(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(degrees: f64) -> (String, String, String) {
        let place = Zodiacal::of(Longitude::new(degrees).unwrap());
        (serde_json::to_string(&place.longitude).unwrap(), place.sign, place.degree.text)
    }

    #[test]
    fn a_longitude_is_rounded_once_and_never_out_of_its_sign() {
        let cases = [
            (0.0, "0.0", "aries", "0°00'00\" Aries"),
            (123.456_789_4, "123.456789", "leo", "3°27'24\" Leo"),
            (123.456_789_6, "123.45679", "leo", "3°27'24\" Leo"),
            (29.999_999_9, "29.999999", "aries", "29°59'59\" Aries"),
            (30.0, "30.0", "taurus", "0°00'00\" Taurus"),
            (359.999_999_9, "359.999999", "pisces", "29°59'59\" Pisces"),
        ];
        for (degrees, longitude, sign, text) in cases {
            assert_eq!(written(degrees), (longitude.into(), sign.into(), text.into()), "{degrees}");
        }
    }

    #[test]
    fn minus_nothing_is_nothing() {
        assert_eq!(serde_json::to_string(&degrees(-1e-9)).unwrap(), "0.0");
        assert_eq!(serde_json::to_string(&astronomical_units(0.002_569_555_555)).unwrap(), "0.00256956");
    }
}
