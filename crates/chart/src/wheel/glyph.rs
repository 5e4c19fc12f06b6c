//! The signs astrologers write with, drawn with one stroke width. Knows shapes; gives no meaning.
//!
//! A glyph is path data about 0, 0; with a stroke of [`WEIGHT`] its ink is at most [`SIZE`] wide and high.

use crate::Sign;

/// Width and height of the box that holds any glyph.
pub(super) const SIZE: f64 = 24.0;

/// Stroke width.
pub(super) const WEIGHT: f64 = 1.9;

/// What a point is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Glyph {
    Sun,
    Moon,
    Mercury,
    Venus,
    Mars,
    Jupiter,
    Saturn,
    Uranus,
    Neptune,
    Pluto,
    NorthNode,
    SouthNode,
    Lilith,
    Chiron,
    Fortune,
    Spirit,
    /// The ascendant of a second chart, as a point.
    Ascendant,
    /// The midheaven of a second chart, as a point.
    Midheaven,
    Sign(Sign),
}

impl Glyph {
    /// All of them.
    pub const ALL: [Self; 30] = {
        let mut all = [Self::Sun; 30];
        let points = [
            Self::Sun,
            Self::Moon,
            Self::Mercury,
            Self::Venus,
            Self::Mars,
            Self::Jupiter,
            Self::Saturn,
            Self::Uranus,
            Self::Neptune,
            Self::Pluto,
            Self::NorthNode,
            Self::SouthNode,
            Self::Lilith,
            Self::Chiron,
            Self::Fortune,
            Self::Spirit,
            Self::Ascendant,
            Self::Midheaven,
        ];
        let mut i = 0;
        while i < all.len() {
            all[i] = if i < points.len() { points[i] } else { Self::Sign(Sign::ALL[i - points.len()]) };
            i += 1;
        }
        all
    };

    /// Path data.
    pub(super) fn shape(self) -> &'static str {
        match self {
            Self::Sun => {
                "M9.8 0A9.8 9.8 0 1 1-9.8 0A9.8 9.8 0 1 1 9.8 0ZM.9 0A.9 .9 0 1 1-.9 0A.9 .9 0 1 1 .9 0Z"
            }
            Self::Moon => "M-6-9.8A10 10 0 1 1-6 9.8A11.6 11.6 0 0 0-6-9.8Z",
            Self::Mercury => "M5-2A5 5 0 1 1-5-2A5 5 0 1 1 5-2ZM-5-11A5 5 0 0 0 5-11M0 3V11M-4.2 7H4.2",
            Self::Venus => "M6.2-4.8A6.2 6.2 0 1 1-6.2-4.8A6.2 6.2 0 1 1 6.2-4.8ZM0 1.4V11M-4.8 6.2H4.8",
            Self::Mars => "M4.4 3A7 7 0 1 1-9.6 3A7 7 0 1 1 4.4 3ZM2.4-1.9L10-9.6M3.6-9.8H10.2V-3.2",
            Self::Jupiter => "M-8.5-6.5C-8-11-.5-12-.5-5.5C-.5-.5-4.5 3.5-9 5H9M5-10.5V11",
            Self::Saturn => SATURN,
            Self::Uranus => URANUS,
            Self::Neptune => NEPTUNE,
            Self::Pluto => {
                "M3.3-7.6A3.3 3.3 0 1 1-3.3-7.6A3.3 3.3 0 1 1 3.3-7.6ZM-7.2-8A7.2 7.2 0 0 0 7.2-8M0-.8V11M-4.6 5.6H4.6"
            }
            Self::NorthNode => NORTH_NODE,
            Self::SouthNode => SOUTH_NODE,
            Self::Lilith => "M-2.6-11A6.1 6.1 0 1 1-2.6 1A7.2 7.2 0 0 0-2.6-11ZM-1.4 1.2V11M-5.6 6.2H2.8",
            Self::Chiron => "M4.6 7A4.6 4 0 1 1-4.6 7A4.6 4 0 1 1 4.6 7ZM0-11V3M5.6-10L.2-3.9L5.6 1.6",
            Self::Fortune => {
                "M9.8 0A9.8 9.8 0 1 1-9.8 0A9.8 9.8 0 1 1 9.8 0ZM-6.9-6.9L6.9 6.9M6.9-6.9L-6.9 6.9"
            }
            Self::Spirit => "M7.6 0A7.6 7.6 0 1 1-7.6 0A7.6 7.6 0 1 1 7.6 0ZM0-11V11",
            Self::Ascendant => ASCENDANT,
            Self::Midheaven => MIDHEAVEN,
            Self::Sign(sign) => sign_shape(sign),
        }
    }
}

fn sign_shape(sign: Sign) -> &'static str {
    match sign {
        Sign::Aries => ARIES,
        Sign::Taurus => {
            "M6.9 3.9A6.9 6.9 0 1 1-6.9 3.9A6.9 6.9 0 1 1 6.9 3.9ZM-9-10.4C-6.5-10.4-5.5-3 0-3C5.5-3 6.5-10.4 9-10.4"
        }
        Sign::Gemini => {
            "M-8.6-10.4C-5-7.8 5-7.8 8.6-10.4M-8.6 10.4C-5 7.8 5 7.8 8.6 10.4M-4-8.6V8.6M4-8.6V8.6"
        }
        Sign::Cancer => CANCER,
        Sign::Leo => LEO,
        Sign::Virgo => VIRGO,
        Sign::Libra => LIBRA,
        Sign::Scorpio => SCORPIO,
        Sign::Sagittarius => "M-9.4 9.4L9.4-9.4M1.6-9.6H9.6V-1.6M-7.4-1L1 7.4",
        Sign::Capricorn => CAPRICORN,
        Sign::Aquarius => AQUARIUS,
        Sign::Pisces => "M-7.8-10.4C-2.6-5-2.6 5-7.8 10.4M7.8-10.4C2.6-5 2.6 5 7.8 10.4M-8.6 0H8.6",
    }
}

const SATURN: &str =
    "M-7.4-7.2H1.4M-3-11V8M-3-.6C-1.4-4 6-4.6 6 .6C6 4.8 1.8 5.8 2 8.8C2.1 11 4.6 11.4 6.4 9.6";
const URANUS: &str = "M-9-10.6C-6.4-8-6.4 0-9 2.6M9-10.6C6.4-8 6.4 0 9 2.6M-7-4H7M0-10.6V5.4\
                      M2.7 8.1A2.7 2.7 0 1 1-2.7 8.1A2.7 2.7 0 1 1 2.7 8.1Z";
const NEPTUNE: &str = "M-8-10V-5.4C-8 .2-4.6 2.4 0 2.4C4.6 2.4 8 .2 8-5.4V-10M0-10.6V11M-4.6 6.8H4.6\
                       M-10.2-7.6L-8-10.2L-5.8-7.6M10.2-7.6L8-10.2L5.8-7.6M-2.2-8.2L0-10.8L2.2-8.2";
const NORTH_NODE: &str = "M-5 5.6C-9.4 .8-9.6-10.4 0-10.4C9.6-10.4 9.4 .8 5 5.6\
                          M-4.2 7.6A2.9 2.9 0 1 1-10 7.6A2.9 2.9 0 1 1-4.2 7.6Z\
                          M10 7.6A2.9 2.9 0 1 1 4.2 7.6A2.9 2.9 0 1 1 10 7.6Z";
const SOUTH_NODE: &str = "M-5-5.6C-9.4-.8-9.6 10.4 0 10.4C9.6 10.4 9.4-.8 5-5.6\
                          M-4.2-7.6A2.9 2.9 0 1 1-10-7.6A2.9 2.9 0 1 1-4.2-7.6Z\
                          M10-7.6A2.9 2.9 0 1 1 4.2-7.6A2.9 2.9 0 1 1 10-7.6Z";
const ASCENDANT: &str = "M-11 7L-6.2-7L-1.4 7M-9.3 2.2H-3.1\
                         M11-4.2C10-6 8.6-7 6.8-7C3.8-7 2-4.2 2 0C2 4.2 3.8 7 6.8 7C8.6 7 10 6 11 4.2";
const MIDHEAVEN: &str = "M-11 7V-7L-6 3L-1 -7V7M11-4.2C10.1-6 8.8-7 7.2-7C4.4-7 2.8-4.2 2.8 0C2.8 4.2 4.4 7 7.2 7\
                         C8.8 7 10.1 6 11 4.2";
const ARIES: &str = "M0 10.6V-2.6C0-8-2-10.6-5.4-10.6C-8.2-10.6-9.8-8.6-9.8-6.4C-9.8-4.2-8.2-2.8-6.4-3\
                     M0-2.6C0-8 2-10.6 5.4-10.6C8.2-10.6 9.8-8.6 9.8-6.4C9.8-4.2 8.2-2.8 6.4-3";
const CANCER: &str = "M-3.4-3A3.2 3.2 0 1 1-9.8-3A3.2 3.2 0 1 1-3.4-3ZM-9.6-4C-8-9.4 4-10.6 9.8-5.4\
                      M9.8 3A3.2 3.2 0 1 1 3.4 3A3.2 3.2 0 1 1 9.8 3ZM9.6 4C8 9.4-4 10.6-9.8 5.4";
const LEO: &str = "M-3 3.6A3.2 3.2 0 1 1-9.4 3.6A3.2 3.2 0 1 1-3 3.6Z\
                   M-3.9 1.4C-5-1.4-6.8-3.4-6-6.8C-4.6-12 4.6-12 4.9-5.6C5.1-1.4 1 3.6 1 7.4C1 11.4 6.6 12 8.8 8.4";
const VIRGO: &str = "M-10.8-8.4C-9.4-8.4-8.6-7.4-8.6-5.8V6.4M-8.6-5C-7.8-9.4-3.6-9.4-3.6-5.4V6.4\
                     M-3.6-5C-2.8-9.4 1.4-9.4 1.4-5.4V4.6C1.4 8.4 4 10.4 8.8 10.2\
                     M1.4-3C3.6-7 9-6 8.4-1.4C7.8 3.2 3.4 7.4-2 10.4";
const LIBRA: &str =
    "M-10 9.2H10M-10 3.6H-3.8C-6.4 1.6-7-1.4-6.3-4C-4.8-10.4 4.8-10.4 6.3-4C7-1.4 6.4 1.6 3.8 3.6H10";
const SCORPIO: &str = "M-10.8-8.4C-9.4-8.4-8.6-7.4-8.6-5.8V6.4M-8.6-5C-7.8-9.4-3.6-9.4-3.6-5.4V6.4\
                       M-3.6-5C-2.8-9.4 1.4-9.4 1.4-5.4V4.4C1.4 8.6 5.2 9.8 10 7.4M6.8 5L10.6 7.1L8.9 11";
const CAPRICORN: &str = "M-10.4-9C-8-8.8-7-7-7-3.6V4M-7-3.8C-6-9.6-.6-10-.6-4.6V4.6C-.6 8.6-2.6 10.6-5.6 10.6\
                         M-.6 4C.6-1.4 9.2-1.6 9.2 3.8C9.2 8.8 1.6 9.2-.6 4";
const AQUARIUS: &str = "M-10.4-1.6L-6.4-6L-2.6-1.6L1.6-6L5.4-1.6L10-6\
                        M-10.4 6L-6.4 1.6L-2.6 6L1.6 1.6L5.4 6L10 1.6";
