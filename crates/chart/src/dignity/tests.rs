//! Every planet in every sign by a table written out by hand; terms by their sums; faces by their cycle; the score by
//! worked examples.

use proptest::prelude::*;

use super::*;
use crate::Element;
use Planet::{Jupiter, Mars, Mercury, Moon, Neptune, Pluto, Saturn, Sun, Uranus, Venus};

const SEVEN: [Planet; 7] = [Sun, Moon, Mercury, Venus, Mars, Jupiter, Saturn];

fn at(degrees: f64) -> Longitude {
    Longitude::new(degrees).unwrap()
}

fn within(sign: Sign, degrees: f64) -> Longitude {
    at(f64::from(sign as u8) * 30.0 + degrees)
}

/// By sign: Sun, Moon, Mercury, Venus, Mars, Jupiter, Saturn. R domicile, E exaltation, D detriment, F fall.
const BY_SIGN: [[&str; 7]; 12] = [
    ["E", "", "", "D", "R", "", "F"],
    ["", "E", "", "R", "D", "", ""],
    ["", "", "R", "", "", "D", ""],
    ["", "R", "", "", "F", "E", "D"],
    ["R", "", "", "", "", "", "D"],
    ["", "", "RE", "F", "", "D", ""],
    ["F", "", "", "R", "D", "", "E"],
    ["", "F", "", "D", "R", "", ""],
    ["", "", "D", "", "", "R", ""],
    ["", "D", "", "", "E", "F", "R"],
    ["D", "", "", "", "", "", "R"],
    ["", "", "DF", "E", "", "R", ""],
];

#[test]
fn every_planet_in_every_sign() {
    for (sign, row) in Sign::ALL.into_iter().zip(BY_SIGN) {
        for (planet, expected) in SEVEN.into_iter().zip(row) {
            for degrees in [0.0, 14.5, 29.999] {
                let held = dignities(planet, within(sign, degrees), None).held;
                for (letter, dignity) in [
                    ('R', Dignity::Domicile),
                    ('E', Dignity::Exaltation),
                    ('D', Dignity::Detriment),
                    ('F', Dignity::Fall),
                ] {
                    assert_eq!(held.contains(&dignity), expected.contains(letter), "{planet:?} {sign:?}");
                }
            }
        }
        for planet in [Uranus, Neptune, Pluto] {
            let found = dignities(planet, within(sign, 15.0), Some(Sect::Day));
            assert!(found.held.is_empty() && found.score == 0);
            let own = [(Uranus, Sign::Aquarius), (Neptune, Sign::Pisces), (Pluto, Sign::Scorpio)];
            assert_eq!(found.co_ruler, own.contains(&(planet, sign)), "{planet:?} {sign:?}");
        }
    }
}

#[test]
fn triplicities_by_sect() {
    let rulers = |element, sect| {
        let sign = Sign::ALL.into_iter().find(|sign| sign.element() == element).unwrap();
        let has =
            |planet: &Planet| dignities(*planet, within(sign, 1.0), sect).held.contains(&Dignity::Triplicity);
        SEVEN.into_iter().filter(has).collect::<Vec<_>>()
    };
    for (element, day, night, always) in [
        (Element::Fire, [Sun, Saturn], [Jupiter, Saturn], Saturn),
        (Element::Earth, [Venus, Mars], [Moon, Mars], Mars),
        (Element::Air, [Jupiter, Saturn], [Mercury, Jupiter], Jupiter),
        (Element::Water, [Moon, Venus], [Moon, Mars], Moon),
    ] {
        assert_eq!(rulers(element, Some(Sect::Day)), day, "{element:?}");
        assert_eq!(rulers(element, Some(Sect::Night)), night, "{element:?}");
        assert_eq!(rulers(element, None), [always], "{element:?}");
    }
}

/// The degrees of each planet's terms add up to its great years: 57, 79, 66, 82, 76, as the ancients say.
#[test]
fn egyptian_terms_add_up_to_the_great_years() {
    let count = |planet| (0..360).filter(|d| term_ruler(at(f64::from(*d))) == planet).count();
    let sums = [Saturn, Jupiter, Mars, Venus, Mercury].map(count);
    assert_eq!(sums, [57, 79, 66, 82, 76]);
    assert_eq!(count(Sun) + count(Moon), 0);
}

#[test]
fn a_term_includes_its_beginning_and_not_its_end() {
    for (sign, degrees, ruler) in [
        (Sign::Aries, 0.0, Jupiter),
        (Sign::Aries, 5.999, Jupiter),
        (Sign::Aries, 6.0, Venus),
        (Sign::Taurus, 8.0, Mercury),
        (Sign::Cancer, 6.9, Mars),
        (Sign::Leo, 17.9, Saturn),
        (Sign::Virgo, 17.0, Jupiter),
        (Sign::Libra, 28.0, Mars),
        (Sign::Scorpio, 10.9, Venus),
        (Sign::Sagittarius, 11.9, Jupiter),
        (Sign::Capricorn, 25.9, Saturn),
        (Sign::Aquarius, 20.0, Mars),
        (Sign::Pisces, 19.0, Mars),
        (Sign::Pisces, 29.999_999, Saturn),
    ] {
        assert_eq!(term_ruler(within(sign, degrees)), ruler, "{sign:?} {degrees}");
    }
}

/// By hand, as almanacs list them, three a sign.
#[test]
fn faces_in_chaldean_order() {
    let rulers = [
        [Mars, Sun, Venus],
        [Mercury, Moon, Saturn],
        [Jupiter, Mars, Sun],
        [Venus, Mercury, Moon],
        [Saturn, Jupiter, Mars],
        [Sun, Venus, Mercury],
        [Moon, Saturn, Jupiter],
        [Mars, Sun, Venus],
        [Mercury, Moon, Saturn],
        [Jupiter, Mars, Sun],
        [Venus, Mercury, Moon],
        [Saturn, Jupiter, Mars],
    ];
    for (sign, rulers) in Sign::ALL.into_iter().zip(rulers) {
        for (number, ruler) in (1..=3_u8).zip(rulers) {
            for degrees in [0.0, 9.999] {
                let decan = Decan::of(within(sign, f64::from(number - 1) * 10.0 + degrees));
                assert_eq!(decan, Decan { number, ruler }, "{sign:?}");
            }
        }
    }
}

#[test]
fn worked_scores() {
    type Case = (Planet, Sign, f64, Option<Sect>, &'static [Dignity], i32);
    use Dignity::{Detriment, Domicile, Exaltation, Face, Fall, Peregrine, Term, Triplicity};
    let day = Some(Sect::Day);
    let cases: [Case; 8] = [
        (Mercury, Sign::Virgo, 3.0, day, &[Domicile, Exaltation, Term], 11),
        (Saturn, Sign::Aquarius, 28.0, day, &[Domicile, Triplicity, Term], 10),
        (Mars, Sign::Capricorn, 15.0, Some(Sect::Night), &[Exaltation, Triplicity, Face], 8),
        (Venus, Sign::Virgo, 12.0, day, &[Triplicity, Term, Face, Fall], 2),
        (Venus, Sign::Virgo, 1.0, None, &[Fall, Peregrine], -9),
        (Sun, Sign::Aquarius, 5.0, day, &[Detriment, Peregrine], -10),
        (Mercury, Sign::Pisces, 5.0, day, &[Detriment, Fall, Peregrine], -14),
        (Moon, Sign::Sagittarius, 5.0, day, &[Peregrine], -5),
    ];
    for (planet, sign, degrees, sect, held, score) in cases {
        let found = dignities(planet, within(sign, degrees), sect);
        assert_eq!((&found.held[..], found.score), (held, score), "{planet:?} {sign:?}");
    }
}

proptest! {
    #[test]
    fn peregrine_is_to_have_no_dignity(degrees in 0.0..360.0_f64, planet in 0..7_usize, by_day: bool) {
        let sect = if by_day { Sect::Day } else { Sect::Night };
        let found = dignities(SEVEN[planet], at(degrees), Some(sect));
        let dignified = found.held.iter().any(|dignity| dignity.weight() > 0);
        prop_assert_eq!(found.held.contains(&Dignity::Peregrine), !dignified);
        prop_assert!(found.held.is_sorted() && (-14..=15).contains(&found.score));
    }
}
