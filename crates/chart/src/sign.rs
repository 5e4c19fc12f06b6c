//! The twelve signs and how a longitude is written in them. Knows names and rounding; gives no meaning.

use std::fmt;

use crate::Longitude;

const SIGN_DEGREES: f64 = 30.0;
const SECONDS_PER_DEGREE: f64 = 3_600.0;

/// The last second of arc in a sign: 29°59'59".
const LAST_SECOND: u32 = 30 * 3_600 - 1;

/// A sign of the zodiac: thirty degrees, its beginning included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Sign {
    Aries,
    Taurus,
    Gemini,
    Cancer,
    Leo,
    Virgo,
    Libra,
    Scorpio,
    Sagittarius,
    Capricorn,
    Aquarius,
    Pisces,
}

impl Sign {
    /// The signs in their order.
    pub const ALL: [Self; 12] = [
        Self::Aries,
        Self::Taurus,
        Self::Gemini,
        Self::Cancer,
        Self::Leo,
        Self::Virgo,
        Self::Libra,
        Self::Scorpio,
        Self::Sagittarius,
        Self::Capricorn,
        Self::Aquarius,
        Self::Pisces,
    ];

    /// The sign that a longitude is in.
    #[must_use]
    pub fn of(longitude: Longitude) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 11")]
        let number = (longitude.degrees() / SIGN_DEGREES) as usize;
        Self::ALL[number]
    }

    /// Its name, such as `Aries`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aries => "Aries",
            Self::Taurus => "Taurus",
            Self::Gemini => "Gemini",
            Self::Cancer => "Cancer",
            Self::Leo => "Leo",
            Self::Virgo => "Virgo",
            Self::Libra => "Libra",
            Self::Scorpio => "Scorpio",
            Self::Sagittarius => "Sagittarius",
            Self::Capricorn => "Capricorn",
            Self::Aquarius => "Aquarius",
            Self::Pisces => "Pisces",
        }
    }
}

/// A longitude as it is written: sign, degrees, minutes and seconds in the sign.
///
/// Rounded to the nearest second, but never out of the sign: less than half a second before its end it reads
/// 29°59'59", because the sign is a fact and the second is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignPosition {
    /// The sign, from the longitude at full precision.
    pub sign: Sign,
    /// Whole degrees in the sign, 0 to 29.
    pub degrees: u32,
    /// Whole minutes of arc, 0 to 59.
    pub minutes: u32,
    /// Seconds of arc, 0 to 59.
    pub seconds: u32,
}

impl SignPosition {
    /// How a longitude is written.
    ///
    /// ```
    /// # use chart::{Longitude, SignPosition};
    /// let position = SignPosition::of(Longitude::new(359.999_999)?);
    /// assert_eq!(position.to_string(), "29°59'59\" Pisces");
    /// # Ok::<(), chart::Error>(())
    /// ```
    #[must_use]
    pub fn of(longitude: Longitude) -> Self {
        let within = longitude.degrees() % SIGN_DEGREES;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 108,000")]
        let seconds = ((within * SECONDS_PER_DEGREE).round() as u32).min(LAST_SECOND);
        Self {
            sign: Sign::of(longitude),
            degrees: seconds / 3_600,
            minutes: seconds / 60 % 60,
            seconds: seconds % 60,
        }
    }
}

impl fmt::Display for SignPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sign, degrees, minutes, seconds } = self;
        write!(f, "{degrees}°{minutes:02}'{seconds:02}\" {}", sign.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(degrees: f64) -> String {
        SignPosition::of(Longitude::new(degrees).unwrap()).to_string()
    }

    #[test]
    fn a_sign_includes_its_beginning_and_not_its_end() {
        for (number, sign) in (0_u8..).zip(Sign::ALL) {
            let start = f64::from(number) * 30.0;
            for (degrees, expected) in
                [(start, sign), (start + 15.0, sign), ((start + 30.0).next_down(), sign)]
            {
                assert_eq!(Sign::of(Longitude::new(degrees).unwrap()), expected, "{degrees}");
            }
        }
    }

    #[test]
    fn positions_are_rounded_once_and_stay_in_their_sign() {
        let cases = [
            (0.0, "0°00'00\" Aries"),
            (95.5, "5°30'00\" Cancer"),
            (123.456, "3°27'22\" Leo"),
            (29.999_86, "29°59'59\" Aries"),
            (29.999_999_9, "29°59'59\" Aries"),
            (30.000_1, "0°00'00\" Taurus"),
            (44.999_999, "15°00'00\" Taurus"),
            (44.999_7, "14°59'59\" Taurus"),
            (-1e-12, "29°59'59\" Pisces"),
        ];
        for (degrees, expected) in cases {
            assert_eq!(written(degrees), expected, "{degrees}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_was_meant(degrees in 0.0..360.0_f64) {
            let position = SignPosition::of(Longitude::new(degrees).unwrap());
            prop_assert!(position.degrees < 30 && position.minutes < 60 && position.seconds < 60);
            let within = position.degrees * 3_600 + position.minutes * 60 + position.seconds;
            let number = Sign::ALL.iter().position(|sign| *sign == position.sign).unwrap();
            let back = f64::from(u32::try_from(number).unwrap() * 108_000 + within) / 3_600.0;
            let allowed = if within == LAST_SECOND { 1.0 } else { 0.5 };
            prop_assert!((back - degrees).abs() * 3_600.0 <= allowed + 1e-6);
        }
    }
}
