//! Whether a chart is of the day or of the night. Knows the horizon; draws no conclusion.

use crate::Longitude;

/// Day or night at the moment of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sect {
    /// The Sun is above the horizon.
    Day,
    /// It is below.
    Night,
}

impl Sect {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Day, Self::Night];

    /// By the altitude of the Sun's centre in degrees, wherever the place: day from the horizon upwards.
    #[must_use]
    pub fn of_altitude(degrees: f64) -> Self {
        if degrees >= 0.0 { Self::Day } else { Self::Night }
    }

    /// By houses: night in the first six, day in the last six. This needs no more than a chart tells, and it is what
    /// the altitude says everywhere but past the polar circles, where a midnight Sun stands in the lower houses.
    #[must_use]
    pub fn of_houses(ascendant: Longitude, sun: Longitude) -> Self {
        if ascendant.arc_to(sun) < 180.0 { Self::Night } else { Self::Day }
    }

    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Day => Self::Night,
            Self::Night => Self::Day,
        }
    }

    /// Its name, such as `day`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Night => "night",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sun_sets_at_the_seventh_cusp_and_rises_at_the_first() {
        let at = |degrees| Longitude::new(degrees).unwrap();
        // Ascendant 350: below are 350 to 170.
        for (sun, expected) in [
            (349.9, Sect::Day),
            (350.0, Sect::Night),
            (80.0, Sect::Night),
            (169.9, Sect::Night),
            (170.0, Sect::Day),
            (260.0, Sect::Day),
        ] {
            assert_eq!(Sect::of_houses(at(350.0), at(sun)), expected, "{sun}");
        }
        assert_eq!(Sect::of_altitude(0.0), Sect::Day);
        assert_eq!(Sect::of_altitude(-0.001), Sect::Night);
        assert_eq!((Sect::Day.reversed(), Sect::Night.reversed()), (Sect::Night, Sect::Day));
    }
}
