//! The tables of essential dignity that are more than rulership: exaltation, triplicity, term, face. Data and their
//! sources; draws no conclusion.

use crate::{Element, Longitude, Planet, Sign};

use Planet::{Jupiter, Mars, Mercury, Moon, Saturn, Sun, Venus};

impl Sign {
    /// The planet exalted in it, if one is (Ptolemy, Tetrabiblos I.19).
    #[must_use]
    pub fn exalted(self) -> Option<Planet> {
        match self {
            Self::Aries => Some(Sun),
            Self::Taurus => Some(Moon),
            Self::Cancer => Some(Jupiter),
            Self::Virgo => Some(Mercury),
            Self::Libra => Some(Saturn),
            Self::Capricorn => Some(Mars),
            Self::Pisces => Some(Venus),
            Self::Gemini | Self::Leo | Self::Scorpio | Self::Sagittarius | Self::Aquarius => None,
        }
    }
}

/// The three rulers of an element's signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triplicity {
    /// Rules by day.
    pub day: Planet,
    /// Rules by night.
    pub night: Planet,
    /// Has its share by day and by night.
    pub participating: Planet,
}

impl Element {
    /// Its rulers (Dorotheus of Sidon, Carmen Astrologicum I.1).
    #[must_use]
    pub fn triplicity(self) -> Triplicity {
        let (day, night, participating) = match self {
            Self::Fire => (Sun, Jupiter, Saturn),
            Self::Earth => (Venus, Moon, Mars),
            Self::Air => (Saturn, Mercury, Jupiter),
            Self::Water => (Venus, Mars, Moon),
        };
        Triplicity { day, night, participating }
    }
}

/// The Egyptian terms (Ptolemy, Tetrabiblos I.20; Vettius Valens, Anthologies I.3): by sign, each ruler and the degree
/// at which its term ends.
const TERMS: [[(Planet, f64); 5]; 12] = [
    [(Jupiter, 6.0), (Venus, 12.0), (Mercury, 20.0), (Mars, 25.0), (Saturn, 30.0)],
    [(Venus, 8.0), (Mercury, 14.0), (Jupiter, 22.0), (Saturn, 27.0), (Mars, 30.0)],
    [(Mercury, 6.0), (Jupiter, 12.0), (Venus, 17.0), (Mars, 24.0), (Saturn, 30.0)],
    [(Mars, 7.0), (Venus, 13.0), (Mercury, 19.0), (Jupiter, 26.0), (Saturn, 30.0)],
    [(Jupiter, 6.0), (Venus, 11.0), (Saturn, 18.0), (Mercury, 24.0), (Mars, 30.0)],
    [(Mercury, 7.0), (Venus, 17.0), (Jupiter, 21.0), (Mars, 28.0), (Saturn, 30.0)],
    [(Saturn, 6.0), (Mercury, 14.0), (Jupiter, 21.0), (Venus, 28.0), (Mars, 30.0)],
    [(Mars, 7.0), (Venus, 11.0), (Mercury, 19.0), (Jupiter, 24.0), (Saturn, 30.0)],
    [(Jupiter, 12.0), (Venus, 17.0), (Mercury, 21.0), (Saturn, 26.0), (Mars, 30.0)],
    [(Mercury, 7.0), (Jupiter, 14.0), (Venus, 22.0), (Saturn, 26.0), (Mars, 30.0)],
    [(Mercury, 7.0), (Venus, 13.0), (Jupiter, 20.0), (Mars, 25.0), (Saturn, 30.0)],
    [(Venus, 12.0), (Jupiter, 16.0), (Mercury, 19.0), (Mars, 28.0), (Saturn, 30.0)],
];

/// The ruler of the Egyptian term, also called bound, that a longitude is in.
#[must_use]
pub fn term_ruler(longitude: Longitude) -> Planet {
    let terms = TERMS[Sign::of(longitude) as usize];
    let within = longitude.degrees() % 30.0;
    // All but the last end before the sign does.
    terms.iter().find(|(_, end)| within < *end).unwrap_or(&terms[4]).0
}

/// The Chaldean order from the first face of Aries: the planets by their speed, slow to quick, over and over.
const FACES: [Planet; 7] = [Mars, Sun, Venus, Mercury, Moon, Saturn, Jupiter];

/// A decan: ten degrees of a sign, also called face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decan {
    /// First, second or third of its sign: 1 to 3.
    pub number: u8,
    /// Its ruler in the Chaldean order (Firmicus Maternus, Mathesis II.4).
    pub ruler: Planet,
}

impl Decan {
    /// The decan that a longitude is in.
    #[must_use]
    pub fn of(longitude: Longitude) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 35")]
        let tenth = (longitude.degrees() / 10.0) as u8;
        Self { number: tenth % 3 + 1, ruler: FACES[usize::from(tenth % 7)] }
    }
}
