//! Which sections a focus has, and what may be said in each. Knows no scores and no words.

mod around;

use crate::Planet::{self, Jupiter, Mars, Mercury, Moon, Saturn, Sun, Venus};

use super::{Focus, factor::Factor, input::Around, weigh::is_gift};

/// A section: takes, one after the other, the best factors that fit until it holds so many.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    /// The key of its title.
    pub title: &'static str,
    pub takes: &'static [Take],
}

/// What fits, and how many factors the section has then.
pub(super) type Take = (fn(Factor) -> bool, usize);

/// The sections of a focus, in reading order; of a chart with a second sky others.
pub(super) fn recipes(focus: Focus, around: Option<Around>) -> &'static [Recipe] {
    if let Some(around) = around {
        return around::recipes(focus, around);
    }
    match focus {
        Focus::All => &ALL,
        Focus::Love => &LOVE,
        Focus::Work => &WORK,
        Focus::Inner => &INNER,
    }
}

const CLOSING: Recipe = Recipe { title: "closing", takes: &[(|f| matches!(f, Factor::Closing(_)), 1)] };

const ALL: [Recipe; 6] = [
    Recipe {
        title: "essence",
        takes: &[
            (|f| sign_of(f, &[Sun, Moon]), 2),
            (first_impression, 3),
            (|f| house_of(f, &[Sun, Moon]), 4),
            (light, 5),
        ],
    },
    Recipe {
        title: "mind",
        takes: &[
            (|f| sign_of(f, &PERSONAL), 3),
            (|f| house_of(f, &PERSONAL), 4),
            (|f| turned(f, &PERSONAL) || dignified(f, &PERSONAL), 5),
        ],
    },
    Recipe {
        title: "work",
        takes: &[
            (|f| matches!(f, Factor::Midheaven(_)), 1),
            (|f| sign_of(f, &[Jupiter, Saturn]), 2),
            (|f| house_of(f, &[Jupiter, Saturn]) || in_houses(f, &[2, 6, 10]), 4),
            (|f| turned(f, &[Jupiter, Saturn]), 3),
        ],
    },
    Recipe { title: "gifts", takes: &[(is_gift, 2), (is_tense, 4), (is_aspect, 4)] },
    Recipe {
        title: "whole",
        takes: &[
            (is_pattern, 1),
            (element, 2),
            (mode, 3),
            (|f| outer_house(f) || is_pattern(f), 3),
            (outer_sign, 3),
        ],
    },
    CLOSING,
];

const LOVE: [Recipe; 4] = [
    Recipe {
        title: "love",
        takes: &[
            (|f| sign_of(f, &[Moon, Venus]), 2),
            (|f| sign_of(f, &[Mars]), 3),
            (|f| house_of(f, &HEART) || turned(f, &[Venus, Mars]) || dignified(f, &[Venus, Moon]), 4),
        ],
    },
    Recipe {
        title: "others",
        takes: &[(|f| in_houses(f, &[5, 7, 8, 11]), 1), (first_impression, 2), (|f| sign_of(f, &[Sun]), 2)],
    },
    Recipe {
        title: "heart_gifts",
        takes: &[
            (|f| is_gift(f) && touches(f, &HEART), 1),
            (|f| is_tense(f) && touches(f, &HEART), 2),
            (|f| touches(f, &HEART), 2),
        ],
    },
    CLOSING,
];

const WORK: [Recipe; 4] = [
    Recipe {
        title: "bring",
        takes: &[(|f| sign_of(f, &[Sun]), 1), (|f| sign_of(f, &[Saturn, Mercury, Mars]), 3)],
    },
    Recipe {
        title: "direction",
        takes: &[
            (|f| matches!(f, Factor::Midheaven(_)), 1),
            (|f| in_houses(f, &[2, 6, 10]), 3),
            (|f| house_of(f, &[Sun, Saturn]), 3),
            (|f| sign_of(f, &[Jupiter]), 3),
            (unknown, 3),
        ],
    },
    Recipe {
        title: "work_gifts",
        takes: &[
            (|f| is_gift(f) && touches(f, &EFFORT), 1),
            (|f| is_tense(f) && touches(f, &EFFORT), 2),
            (|f| touches(f, &EFFORT), 2),
        ],
    },
    CLOSING,
];

const INNER: [Recipe; 4] = [
    Recipe { title: "essence", takes: &[(|f| sign_of(f, &[Sun, Moon]), 2), (first_impression, 3)] },
    Recipe {
        title: "behind",
        takes: &[
            (|f| in_houses(f, &[1, 4, 12]), 1),
            (light, 2),
            (element, 3),
            (|f| is_pattern(f) || mode(f), 3),
        ],
    },
    Recipe {
        title: "inner_gifts",
        takes: &[
            (|f| is_gift(f) && touches(f, &LIGHTS), 1),
            (|f| is_tense(f) && touches(f, &LIGHTS), 2),
            (is_aspect, 2),
        ],
    },
    CLOSING,
];

const LIGHTS: [Planet; 2] = [Sun, Moon];
const PERSONAL: [Planet; 3] = [Mercury, Venus, Mars];
const HEART: [Planet; 3] = [Moon, Venus, Mars];
const EFFORT: [Planet; 5] = [Sun, Mercury, Mars, Jupiter, Saturn];

fn sign_of(factor: Factor, planets: &[Planet]) -> bool {
    matches!(factor, Factor::Sign(planet, _) if planets.contains(&planet))
}

fn house_of(factor: Factor, planets: &[Planet]) -> bool {
    matches!(factor, Factor::House(planet, _) if planets.contains(&planet))
}

fn in_houses(factor: Factor, houses: &[u8]) -> bool {
    matches!(factor, Factor::House(_, house) if houses.contains(&house))
}

fn turned(factor: Factor, planets: &[Planet]) -> bool {
    matches!(factor, Factor::Retrograde(planet) if planets.contains(&planet))
}

fn dignified(factor: Factor, planets: &[Planet]) -> bool {
    matches!(factor, Factor::Dignity(planet, _) if planets.contains(&planet))
}

fn touches(factor: Factor, planets: &[Planet]) -> bool {
    matches!(factor, Factor::Aspect(a, b, _) if planets.contains(&a) || planets.contains(&b))
}

fn is_aspect(factor: Factor) -> bool {
    matches!(factor, Factor::Aspect(..))
}

fn is_tense(factor: Factor) -> bool {
    is_aspect(factor) && !is_gift(factor)
}

fn is_pattern(factor: Factor) -> bool {
    matches!(factor, Factor::Pattern(..))
}

fn unknown(factor: Factor) -> bool {
    matches!(factor, Factor::Whole("time", _))
}

fn first_impression(factor: Factor) -> bool {
    matches!(factor, Factor::Ascendant(_)) || unknown(factor)
}

fn light(factor: Factor) -> bool {
    matches!(factor, Factor::Whole("phase" | "sect", _))
}

fn element(factor: Factor) -> bool {
    matches!(factor, Factor::Whole(group, _) if group.starts_with("element"))
}

fn mode(factor: Factor) -> bool {
    matches!(factor, Factor::Whole(group, _) if group.starts_with("mode"))
}

fn outer_house(factor: Factor) -> bool {
    matches!(factor, Factor::House(planet, _) if planet >= Planet::Uranus)
}

fn outer_sign(factor: Factor) -> bool {
    matches!(factor, Factor::Sign(planet, _) if planet >= Planet::Uranus)
}
