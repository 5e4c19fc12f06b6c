//! Lots, also called Arabic parts: an arc between two points, laid off from the ascendant. Knows the two that are
//! always asked for; gives no meaning.

use crate::{Longitude, Sect};

/// A lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lot {
    /// By day the arc from Sun to Moon, by night from Moon to Sun (Vettius Valens, Anthologies II.3).
    Fortune,
    /// The other way round, so that each is the other's mirror in the ascendant.
    Spirit,
}

impl Lot {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fortune, Self::Spirit];

    /// Where it falls: ascendant, Sun and Moon of one chart.
    #[must_use]
    pub fn longitude(self, sect: Sect, ascendant: Longitude, sun: Longitude, moon: Longitude) -> Longitude {
        match (self, sect) {
            (Self::Fortune, Sect::Day) | (Self::Spirit, Sect::Night) => ascendant.with_arc_of(sun, moon),
            (Self::Fortune, Sect::Night) | (Self::Spirit, Sect::Day) => ascendant.with_arc_of(moon, sun),
        }
    }

    /// Its name, such as `fortune`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fortune => "fortune",
            Self::Spirit => "spirit",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(degrees: f64) -> Longitude {
        Longitude::new(degrees).unwrap()
    }

    /// Ascendant plus Moon less Sun by day, plus Sun less Moon by night; worked by hand.
    #[test]
    fn worked_charts() {
        for (ascendant, sun, moon, by_day, by_night) in [
            (10.0, 100.0, 160.0, 70.0, 310.0),
            (350.0, 20.0, 10.0, 340.0, 0.0),
            (0.0, 200.0, 200.0, 0.0, 0.0),
        ] {
            let fortune = |sect| Lot::Fortune.longitude(sect, at(ascendant), at(sun), at(moon)).degrees();
            assert!((fortune(Sect::Day) - by_day).abs() < 1e-12, "{}", fortune(Sect::Day));
            assert!((fortune(Sect::Night) - by_night).abs() < 1e-12, "{}", fortune(Sect::Night));
        }
    }

    proptest! {
        #[test]
        fn fortune_by_day_is_spirit_by_night(
            ascendant in 0.0..360.0_f64, sun in 0.0..360.0_f64, moon in 0.0..360.0_f64,
        ) {
            let (ascendant, sun, moon) = (at(ascendant), at(sun), at(moon));
            let of = |lot: Lot, sect| lot.longitude(sect, ascendant, sun, moon);
            prop_assert_eq!(of(Lot::Fortune, Sect::Day), of(Lot::Spirit, Sect::Night));
            prop_assert_eq!(of(Lot::Fortune, Sect::Night), of(Lot::Spirit, Sect::Day));
            let mirrored = ascendant.shorter_arc_to(of(Lot::Fortune, Sect::Day))
                + ascendant.shorter_arc_to(of(Lot::Spirit, Sect::Day));
            prop_assert!(mirrored.abs() < 1e-9 || (mirrored.abs() - 360.0).abs() < 1e-9, "{mirrored}");
        }
    }
}
