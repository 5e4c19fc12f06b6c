//! Who rules which sign, and what follows from it: the ruler of a chart, dispositors, mutual receptions. Knows the
//! seven old rulers and the three modern ones beside them; gives no meaning.

use crate::{Longitude, Planet, Sign};

impl Sign {
    /// Its ruler of old, one of the seven planets that the eye sees (Ptolemy, Tetrabiblos I.17).
    #[must_use]
    pub fn ruler(self) -> Planet {
        match self {
            Self::Aries | Self::Scorpio => Planet::Mars,
            Self::Taurus | Self::Libra => Planet::Venus,
            Self::Gemini | Self::Virgo => Planet::Mercury,
            Self::Cancer => Planet::Moon,
            Self::Leo => Planet::Sun,
            Self::Sagittarius | Self::Pisces => Planet::Jupiter,
            Self::Capricorn | Self::Aquarius => Planet::Saturn,
        }
    }

    /// The ruler that modern astrologers set beside the old one, in three signs.
    #[must_use]
    pub fn co_ruler(self) -> Option<Planet> {
        match self {
            Self::Scorpio => Some(Planet::Pluto),
            Self::Aquarius => Some(Planet::Uranus),
            Self::Pisces => Some(Planet::Neptune),
            _ => None,
        }
    }
}

/// The ruler of the chart: that of the ascendant's sign. Its modern one is `Sign::of(ascendant).co_ruler()`.
#[must_use]
pub fn chart_ruler(ascendant: Longitude) -> Planet {
    Sign::of(ascendant).ruler()
}

/// From a planet to the old ruler of the sign it is in, to the ruler of that one's sign, and so on: without the planet
/// itself, and up to the first that has been there already, which is left out. Empty for a planet in its own sign, and
/// for one that is not given; it ends early where a ruler is not given.
///
/// ```
/// # use chart::{Longitude, Planet, dispositors};
/// // Moon in Aries, Mars in Cancer: each is in the other's sign.
/// let planets = [(Planet::Moon, Longitude::new(5.0)?), (Planet::Mars, Longitude::new(95.0)?)];
/// assert_eq!(dispositors(Planet::Moon, &planets), [Planet::Mars]);
/// # Ok::<(), chart::Error>(())
/// ```
#[must_use]
pub fn dispositors(planet: Planet, planets: &[(Planet, Longitude)]) -> Vec<Planet> {
    let mut chain = vec![planet];
    while let Some(next) = chain.last().and_then(|last| host(*last, planets)) {
        if chain.contains(&next) {
            break;
        }
        chain.push(next);
    }
    chain.remove(0);
    chain
}

/// The planet at the end of everybody's chain: the only one in its own sign, with no ring among the others. None in
/// most charts.
#[must_use]
pub fn final_dispositor(planets: &[(Planet, Longitude)]) -> Option<Planet> {
    let ends_with = |of: Planet, end: Planet| of == end || dispositors(of, planets).last() == Some(&end);
    let mut at_home = planets.iter().map(|(planet, _)| *planet).filter(|p| host(*p, planets) == Some(*p));
    let end = at_home.next()?;
    planets.iter().all(|(planet, _)| ends_with(*planet, end)).then_some(end)
}

/// Pairs of planets that stand in each other's sign, by the old rulers, in the order given.
#[must_use]
pub fn mutual_receptions(planets: &[(Planet, Longitude)]) -> Vec<(Planet, Planet)> {
    let mutual = |a: Planet, b: Planet| host(a, planets) == Some(b) && host(b, planets) == Some(a);
    let pairs = planets.iter().enumerate().flat_map(|(i, a)| planets[i + 1..].iter().map(|b| (a.0, b.0)));
    pairs.filter(|(a, b)| mutual(*a, *b)).collect()
}

/// The ruler of the sign that a planet is in.
fn host(planet: Planet, planets: &[(Planet, Longitude)]) -> Option<Planet> {
    let (_, longitude) = planets.iter().find(|(given, _)| *given == planet)?;
    Some(Sign::of(*longitude).ruler())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Planet::{Jupiter, Mars, Mercury, Moon, Neptune, Pluto, Saturn, Sun, Uranus, Venus};

    /// Planets in the middle of signs.
    fn chart(signs: &[(Planet, Sign)]) -> Vec<(Planet, Longitude)> {
        let at = |sign: Sign| Longitude::new(f64::from(sign as u8) * 30.0 + 15.0).unwrap();
        signs.iter().map(|(planet, sign)| (*planet, at(*sign))).collect()
    }

    #[test]
    fn rulers_by_the_book() {
        let rulers =
            [Mars, Venus, Mercury, Moon, Sun, Mercury, Venus, Mars, Jupiter, Saturn, Saturn, Jupiter];
        assert_eq!(Sign::ALL.map(Sign::ruler), rulers);
        let modern = [(Sign::Scorpio, Pluto), (Sign::Aquarius, Uranus), (Sign::Pisces, Neptune)];
        for sign in Sign::ALL {
            let expected = modern.iter().find(|(s, _)| *s == sign).map(|(_, planet)| *planet);
            assert_eq!(sign.co_ruler(), expected, "{sign:?}");
        }
        assert_eq!(chart_ruler(Longitude::new(215.0).unwrap()), Mars);
    }

    #[test]
    fn all_chains_may_end_in_one_planet() {
        let planets = chart(&[
            (Sun, Sign::Aries),
            (Moon, Sign::Leo),
            (Mars, Sign::Capricorn),
            (Saturn, Sign::Aquarius),
            (Neptune, Sign::Cancer),
        ]);
        assert_eq!(dispositors(Neptune, &planets), [Moon, Sun, Mars, Saturn]);
        assert_eq!(dispositors(Saturn, &planets), []);
        assert_eq!(final_dispositor(&planets), Some(Saturn));
        assert_eq!(mutual_receptions(&planets), []);
    }

    #[test]
    fn a_ring_or_two_at_home_leave_no_final_one() {
        let ring = chart(&[(Sun, Sign::Aries), (Mars, Sign::Leo), (Saturn, Sign::Capricorn)]);
        assert_eq!(dispositors(Sun, &ring), [Mars]);
        assert_eq!(final_dispositor(&ring), None);
        assert_eq!(mutual_receptions(&ring), [(Sun, Mars)]);
        let two = chart(&[(Sun, Sign::Leo), (Saturn, Sign::Capricorn), (Mars, Sign::Leo)]);
        assert_eq!(final_dispositor(&two), None);
        assert_eq!(dispositors(Uranus, &two), []);
        // A chain that leaves the planets given ends outside, with a name.
        assert_eq!(dispositors(Venus, &chart(&[(Venus, Sign::Cancer)])), [Moon]);
    }
}
