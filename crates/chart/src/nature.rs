//! What the signs have in common: element, mode, polarity. Knows the three divisions; weighs nothing.

use crate::Sign;

/// One of four: signs a third of the circle apart share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Element {
    Fire,
    Earth,
    Air,
    Water,
}

/// One of three, also called quality: signs a quarter of the circle apart share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Mode {
    Cardinal,
    Fixed,
    Mutable,
}

/// One of two, in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// Fire and air; also called masculine, or yang.
    Positive,
    /// Earth and water; also called feminine, or yin.
    Negative,
}

impl Element {
    /// In the order in which the signs bring them.
    pub const ALL: [Self; 4] = [Self::Fire, Self::Earth, Self::Air, Self::Water];

    /// Its name, such as `fire`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fire => "fire",
            Self::Earth => "earth",
            Self::Air => "air",
            Self::Water => "water",
        }
    }
}

impl Mode {
    /// In the order in which the signs bring them.
    pub const ALL: [Self; 3] = [Self::Cardinal, Self::Fixed, Self::Mutable];

    /// Its name, such as `fixed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cardinal => "cardinal",
            Self::Fixed => "fixed",
            Self::Mutable => "mutable",
        }
    }
}

impl Polarity {
    /// In the order in which the signs bring them.
    pub const ALL: [Self; 2] = [Self::Positive, Self::Negative];

    /// Its name, such as `positive`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}

impl Sign {
    /// Fire, earth, air, water, over and over.
    #[must_use]
    pub fn element(self) -> Element {
        Element::ALL[self as usize % 4]
    }

    /// Cardinal, fixed, mutable, over and over.
    #[must_use]
    pub fn mode(self) -> Mode {
        Mode::ALL[self as usize % 3]
    }

    /// Positive, negative, in turn.
    #[must_use]
    pub fn polarity(self) -> Polarity {
        Polarity::ALL[self as usize % 2]
    }

    /// The sign across the circle.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self::ALL[(self as usize + 6) % 12]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As every textbook lists them.
    #[test]
    fn each_sign_has_its_element_mode_and_polarity() {
        use Element::{Air, Earth, Fire, Water};
        use Mode::{Cardinal, Fixed, Mutable};
        let expected = [
            (Sign::Aries, Fire, Cardinal, Sign::Libra),
            (Sign::Taurus, Earth, Fixed, Sign::Scorpio),
            (Sign::Gemini, Air, Mutable, Sign::Sagittarius),
            (Sign::Cancer, Water, Cardinal, Sign::Capricorn),
            (Sign::Leo, Fire, Fixed, Sign::Aquarius),
            (Sign::Virgo, Earth, Mutable, Sign::Pisces),
            (Sign::Libra, Air, Cardinal, Sign::Aries),
            (Sign::Scorpio, Water, Fixed, Sign::Taurus),
            (Sign::Sagittarius, Fire, Mutable, Sign::Gemini),
            (Sign::Capricorn, Earth, Cardinal, Sign::Cancer),
            (Sign::Aquarius, Air, Fixed, Sign::Leo),
            (Sign::Pisces, Water, Mutable, Sign::Virgo),
        ];
        for (sign, element, mode, opposite) in expected {
            assert_eq!((sign.element(), sign.mode(), sign.opposite()), (element, mode, opposite), "{sign:?}");
            let positive = matches!(element, Fire | Air);
            assert_eq!(sign.polarity() == Polarity::Positive, positive, "{sign:?}");
        }
    }
}
