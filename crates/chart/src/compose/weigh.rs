//! What a chart has to say, and how much each of it matters. Whole numbers, so that every machine agrees. Knows no words.
//!
//! The scale is our own: the Sun's sign is 100. Luminaries and personal planets weigh most; standing at an angle, an
//! exact aspect, dignity and rarity add to that.

use crate::{LunarPhaseName, PatternKind, Planet, Sign};

use super::{
    around,
    factor::{ELEMENTS, Factor, MODES, Nature},
    input::{Between, Dignity, Factors, Placed},
};

/// A factor and how much it matters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    pub factor: Factor,
    pub score: i32,
}

/// All that can be said, in a fixed order.
pub(super) fn weighed(factors: &Factors) -> Vec<Weighed> {
    let mut all = Vec::with_capacity(64);
    factors.placements.iter().for_each(|placed| of_placement(*placed, &mut all));
    let mut add = |factor, score| all.push(Weighed { factor, score });
    match factors.ascendant {
        Some(sign) => add(Factor::Ascendant(sign), 98),
        None => add(Factor::Whole("time", "unknown"), 98),
    }
    if let Some(sign) = factors.midheaven {
        add(Factor::Midheaven(sign), 60);
    }
    for between in &factors.aspects {
        add(Factor::Aspect(between.a, between.b, between.kind), of_aspect(between));
    }
    for (index, (pattern, planets)) in factors.patterns.iter().enumerate() {
        if let Some(signs) = signs_of(*pattern, planets, factors) {
            let lights = planets.iter().any(|planet| planet.is_luminary());
            add(Factor::Pattern(*pattern, signs, index), rarity(*pattern) + if lights { 10 } else { 0 });
        }
    }
    of_elements(factors.elements, &mut add);
    of_modes(factors.modes, &mut add);
    if let Some(sect) = factors.sect {
        add(Factor::Whole("sect", sect.name()), 35);
    }
    let clear = |phase| matches!(phase, LunarPhaseName::New | LunarPhaseName::Full);
    if let Some(phase) = factors.phase {
        add(Factor::Whole("phase", phase.name()), if clear(phase) { 55 } else { 40 });
    }
    if let Some(across) = &factors.across {
        around::weighed(across, &mut all);
    }
    all.extend(leading(factors).map(|planet| Weighed { factor: Factor::Closing(planet), score: 0 }));
    all
}

/// How much a planet matters by itself.
pub(super) fn weight(planet: Planet) -> i32 {
    match planet {
        Planet::Sun => 100,
        Planet::Moon => 95,
        Planet::Mercury | Planet::Venus | Planet::Mars => 65,
        Planet::Saturn => 50,
        Planet::Jupiter => 45,
        Planet::Uranus | Planet::Pluto => 25,
        Planet::Neptune => 20,
    }
}

fn of_placement(placed: Placed, all: &mut Vec<Weighed>) {
    let Placed { planet, sign, house, retrograde, dignity, angular } = placed;
    let near = if angular { 30 } else { 0 };
    let mut add = |factor, score| all.push(Weighed { factor, score });
    add(Factor::Sign(planet, sign), weight(planet) + near + if dignity.is_some() { 10 } else { 0 });
    if let Some(house) = house {
        let corner = if matches!(house, 1 | 4 | 7 | 10) { 20 } else { 0 };
        add(Factor::House(planet, house), weight(planet) + near + corner);
    }
    // A planet that is rarely retrograde says more by being it.
    let rare = match planet {
        Planet::Venus | Planet::Mars => 70,
        Planet::Mercury => 60,
        Planet::Jupiter | Planet::Saturn => 30,
        _ => 0,
    };
    if retrograde && rare > 0 {
        add(Factor::Retrograde(planet), rare);
    }
    if let Some(dignity) = dignity {
        let strong = matches!(dignity, Dignity::Domicile | Dignity::Exaltation);
        add(Factor::Dignity(planet, dignity), weight(planet) / 2 + if strong { 10 } else { 5 });
    }
}

/// The exact aspect of two planets weighs their sum; at the edge of its orb it weighs three tenths of that.
fn of_aspect(between: &Between) -> i32 {
    let Between { a, b, kind, applying, .. } = *between;
    let full = (weight(a) + weight(b)) * closeness(between) / 100;
    let known = if kind.is_major() { full } else { full * 2 / 5 };
    let shared = if a >= Planet::Uranus { known / 3 } else { known };
    shared + if applying == Some(true) { 3 } else { 0 }
}

/// 100 if exact, 30 at the edge of the orb.
pub(super) fn closeness(between: &Between) -> i32 {
    let part = if between.orb_allowed > 0.0 { between.orb / between.orb_allowed } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 70")]
    let lost = (70.0 * part.clamp(0.0, 1.0)).round() as i32;
    100 - lost
}

fn rarity(pattern: PatternKind) -> i32 {
    match pattern {
        PatternKind::GrandCross | PatternKind::Kite => 90,
        PatternKind::MysticRectangle => 85,
        PatternKind::GrandTrine => 75,
        PatternKind::Yod => 70,
        PatternKind::Stellium => 65,
        PatternKind::TSquare => 60,
    }
}

/// Which texts of a figure fit: by the element or the mode that most of its planets stand in. None if no planet of it
/// is placed.
fn signs_of(pattern: PatternKind, planets: &[Planet], factors: &Factors) -> Option<&'static str> {
    let signs =
        || planets.iter().filter_map(|planet| factors.placed(*planet)).map(|placed| placed.sign as usize);
    signs().next()?;
    let most =
        |count: usize| (0..count).rev().max_by_key(|n| signs().filter(|sign| sign % count == *n).count());
    match pattern {
        PatternKind::Stellium | PatternKind::GrandTrine => most(ELEMENTS.len()).map(|n| ELEMENTS[n]),
        PatternKind::TSquare | PatternKind::GrandCross => most(MODES.len()).map(|n| MODES[n]),
        PatternKind::Yod | PatternKind::Kite | PatternKind::MysticRectangle => Some("any"),
    }
}

fn of_elements(weights: [u8; 4], add: &mut impl FnMut(Factor, i32)) {
    const PAIRS: [[&str; 4]; 4] = [
        ["", "fire-earth", "fire-air", "fire-water"],
        ["fire-earth", "", "earth-air", "earth-water"],
        ["fire-air", "earth-air", "", "air-water"],
        ["fire-water", "earth-water", "air-water", ""],
    ];
    let Some(shares) = shares(weights) else { return };
    let mut order = [0, 1, 2, 3];
    order.sort_by_key(|n| (-shares[*n], *n));
    let [first, second, _, last] = order;
    if shares[second] >= 35 {
        add(Factor::Whole("element.pair", PAIRS[first][second]), 85);
    } else if shares[first] >= 40 {
        add(Factor::Whole("element.strong", ELEMENTS[first]), 80);
    }
    if shares[last] <= 5 {
        add(Factor::Whole("element.scarce", ELEMENTS[last]), 70);
    }
    if shares[first] <= 35 && shares[last] >= 15 {
        add(Factor::Whole("element.even", "all"), 50);
    }
}

fn of_modes(weights: [u8; 3], add: &mut impl FnMut(Factor, i32)) {
    let Some(shares) = shares(weights) else { return };
    for (mode, share) in MODES.into_iter().zip(shares) {
        if share >= 50 {
            add(Factor::Whole("mode.strong", mode), 60);
        } else if share <= 10 {
            add(Factor::Whole("mode.scarce", mode), 55);
        }
    }
}

/// Parts of a hundred; none of nothing.
fn shares<const N: usize>(weights: [u8; N]) -> Option<[i32; N]> {
    let total: i32 = weights.iter().map(|weight| i32::from(*weight)).sum();
    (total > 0).then(|| weights.map(|weight| i32::from(weight) * 100 / total))
}

/// The planet that a chart turns on: by its angle, dignity, aspects and rule over the ascendant, whatever planet it is.
fn leading(factors: &Factors) -> Option<Planet> {
    let ruler = factors.ascendant.map(ruler);
    let lead = |placed: &Placed| {
        let dignity = match placed.dignity {
            Some(Dignity::Domicile) => 40,
            Some(Dignity::Exaltation) => 30,
            _ => 0,
        };
        let angle = if placed.angular { 60 } else { 0 };
        let rule = if ruler == Some(placed.planet) { 40 } else { 0 };
        let aspects: i32 = aspects_of(placed.planet, factors).map(closeness).sum();
        dignity + angle + rule + aspects / 2
    };
    factors.placements.iter().rev().max_by_key(|placed| lead(placed)).map(|placed| placed.planet)
}

/// The major aspects of a planet with another that moves within a lifetime.
pub(super) fn aspects_of(planet: Planet, factors: &Factors) -> impl Iterator<Item = &Between> {
    factors.aspects.iter().filter(move |aspect| {
        aspect.kind.is_major() && aspect.a < Planet::Uranus && [aspect.a, aspect.b].contains(&planet)
    })
}

/// The traditional ruler of a sign.
fn ruler(sign: Sign) -> Planet {
    match sign {
        Sign::Aries | Sign::Scorpio => Planet::Mars,
        Sign::Taurus | Sign::Libra => Planet::Venus,
        Sign::Gemini | Sign::Virgo => Planet::Mercury,
        Sign::Cancer => Planet::Moon,
        Sign::Leo => Planet::Sun,
        Sign::Sagittarius | Sign::Pisces => Planet::Jupiter,
        Sign::Capricorn | Sign::Aquarius => Planet::Saturn,
    }
}

/// Whether an aspect helps along, given what it joins.
pub(super) fn is_gift(factor: Factor) -> bool {
    matches!(factor, Factor::Aspect(.., kind) if Nature::of(kind) != Nature::Tense)
}
