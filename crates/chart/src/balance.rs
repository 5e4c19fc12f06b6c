//! What a chart has much and little of: elements, modes, polarities, halves of the sky. Knows weights; gives no meaning.

use crate::{Element, House, Longitude, Mode, Planet, Polarity, Sign};

/// The weight of the ascendant in a [`Balance`].
pub const ASCENDANT_WEIGHT: u32 = 3;

impl Planet {
    /// Its weight in a [`Balance`]: Sun and Moon 3, Mercury, Venus and Mars 2, Jupiter to Pluto 1. Our own choice: the
    /// slower a planet, the more people share its sign.
    #[must_use]
    pub fn weight(self) -> u32 {
        match self {
            Self::Sun | Self::Moon => 3,
            Self::Mercury | Self::Venus | Self::Mars => 2,
            Self::Jupiter | Self::Saturn | Self::Uranus | Self::Neptune | Self::Pluto => 1,
        }
    }
}

/// How the weight of a chart falls on the signs' natures.
///
/// ```
/// # use chart::{Balance, Element, Longitude, Mode, Planet};
/// let planets = [(Planet::Sun, Longitude::new(125.0)?), (Planet::Venus, Longitude::new(95.0)?)];
/// let balance = Balance::of(&planets, None);
/// assert_eq!((balance.of_element(Element::Fire), balance.of_mode(Mode::Cardinal), balance.total()), (3, 2, 5));
/// # Ok::<(), chart::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    elements: [u32; 4],
    modes: [u32; 3],
    polarities: [u32; 2],
}

impl Balance {
    /// Of planets by [`Planet::weight`] and, if the time of birth is known, of the ascendant by [`ASCENDANT_WEIGHT`]:
    /// 20 for ten planets and the ascendant.
    #[must_use]
    pub fn of(planets: &[(Planet, Longitude)], ascendant: Option<Longitude>) -> Self {
        let mut balance = Self::default();
        let planets = planets.iter().map(|(planet, longitude)| (*longitude, planet.weight()));
        for (longitude, weight) in planets.chain(ascendant.map(|longitude| (longitude, ASCENDANT_WEIGHT))) {
            let sign = Sign::of(longitude);
            balance.elements[sign.element() as usize] += weight;
            balance.modes[sign.mode() as usize] += weight;
            balance.polarities[sign.polarity() as usize] += weight;
        }
        balance
    }

    /// The weight in signs of an element.
    #[must_use]
    pub fn of_element(&self, element: Element) -> u32 {
        self.elements[element as usize]
    }

    /// The weight in signs of a mode.
    #[must_use]
    pub fn of_mode(&self, mode: Mode) -> u32 {
        self.modes[mode as usize]
    }

    /// The weight in signs of a polarity.
    #[must_use]
    pub fn of_polarity(&self, polarity: Polarity) -> u32 {
        self.polarities[polarity as usize]
    }

    /// The weight of all.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.elements.iter().sum()
    }
}

/// How many points stand in each half of the houses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hemispheres {
    /// In houses 7 to 12, over the horizon.
    pub above: u32,
    /// In houses 1 to 6.
    pub below: u32,
    /// In houses 10 to 3, on the ascendant's side.
    pub east: u32,
    /// In houses 4 to 9.
    pub west: u32,
}

impl Hemispheres {
    /// Of the houses of the points that are to be counted.
    #[must_use]
    pub fn of(houses: impl IntoIterator<Item = House>) -> Self {
        let mut count = Self::default();
        for house in houses {
            let number = house.number();
            *(if number >= 7 { &mut count.above } else { &mut count.below }) += 1;
            *(if (4..=9).contains(&number) { &mut count.west } else { &mut count.east }) += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cusps;

    fn at(sign: Sign) -> Longitude {
        Longitude::new(f64::from(sign as u8) * 30.0 + 10.0).unwrap()
    }

    #[test]
    fn a_whole_chart_weighed_by_hand() {
        // Sun and Venus in Leo, Moon in Scorpio, Mercury in Virgo, Mars in Aries, then one each; ascendant in Libra.
        let signs = [
            Sign::Leo,
            Sign::Scorpio,
            Sign::Virgo,
            Sign::Leo,
            Sign::Aries,
            Sign::Gemini,
            Sign::Capricorn,
            Sign::Pisces,
            Sign::Capricorn,
            Sign::Scorpio,
        ];
        let planets: Vec<_> = Planet::ALL.into_iter().zip(signs.map(at)).collect();
        let balance = Balance::of(&planets, Some(at(Sign::Libra)));
        assert_eq!(Element::ALL.map(|element| balance.of_element(element)), [7, 4, 4, 5]);
        assert_eq!(Mode::ALL.map(|mode| balance.of_mode(mode)), [7, 9, 4]);
        assert_eq!(Polarity::ALL.map(|polarity| balance.of_polarity(polarity)), [11, 9]);
        assert_eq!(balance.total(), 20);
        assert_eq!(Balance::of(&planets, None).total(), 17);
    }

    #[test]
    fn each_house_has_its_halves() {
        let cusps =
            Cusps::new(std::array::from_fn(|i| Sign::ALL[i] as u8).map(|n| f64::from(n) * 30.0)).unwrap();
        let houses = Sign::ALL.map(|sign| cusps.house_of(at(sign)));
        assert_eq!(Hemispheres::of(houses), Hemispheres { above: 6, below: 6, east: 6, west: 6 });
        let expected = |numbers: &[u8], pick: fn(Hemispheres) -> u32| {
            for house in houses {
                let inside = u32::from(numbers.contains(&house.number()));
                assert_eq!(pick(Hemispheres::of([house])), inside, "{house:?}");
            }
        };
        expected(&[7, 8, 9, 10, 11, 12], |count| count.above);
        expected(&[1, 2, 3, 4, 5, 6], |count| count.below);
        expected(&[10, 11, 12, 1, 2, 3], |count| count.east);
        expected(&[4, 5, 6, 7, 8, 9], |count| count.west);
    }
}
