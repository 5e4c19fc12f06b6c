//! One thing that a sentence can rest on: its key, where its text is, and how it is named in a sentence. The keys are
//! stable: they go out in readings. Knows no weights and no order.

use crate::{AspectKind, PatternKind, Planet, Sign};

use super::{
    around::Meeting,
    input::{Dignity, Factors},
};

/// Fire, earth, air and water, in the order of the signs.
pub(super) const ELEMENTS: [&str; 4] = ["fire", "earth", "air", "water"];
/// Cardinal, fixed and mutable, in the order of the signs.
pub(super) const MODES: [&str; 3] = ["cardinal", "fixed", "mutable"];
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// One thing that a sentence can rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    Sign(Planet, Sign),
    House(Planet, u8),
    Retrograde(Planet),
    Dignity(Planet, Dignity),
    Ascendant(Sign),
    Midheaven(Sign),
    /// The planets in their order.
    Aspect(Planet, Planet, AspectKind),
    /// A figure, what signs it stands in (for its text), and where it is in the factors' list.
    Pattern(PatternKind, &'static str, usize),
    /// Of the chart as a whole: a group such as `element.strong` and which one, such as `fire`.
    Whole(&'static str, &'static str),
    /// The planet that the chart turns on: the last word.
    Closing(Planet),
    /// What a second sky says to the chart.
    Meeting(Meeting),
}

/// What an aspect does to two planets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Joined,
    Flowing,
    Tense,
}

impl Nature {
    pub(super) fn of(kind: AspectKind) -> Self {
        match kind {
            AspectKind::Conjunction => Self::Joined,
            AspectKind::SemiSextile
            | AspectKind::Sextile
            | AspectKind::Quintile
            | AspectKind::Trine
            | AspectKind::BiQuintile => Self::Flowing,
            AspectKind::SemiSquare
            | AspectKind::Square
            | AspectKind::SesquiSquare
            | AspectKind::Quincunx
            | AspectKind::Opposition => Self::Tense,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Flowing => "flowing",
            Self::Tense => "tense",
        }
    }
}

impl Factor {
    /// Its stable key.
    pub(super) fn key(self, factors: &Factors) -> String {
        match self {
            Self::Sign(planet, sign) => format!("{}.sign.{}", small(planet.name()), small(sign.name())),
            Self::House(planet, house) => format!("{}.house.{house}", small(planet.name())),
            Self::Retrograde(planet) => format!("{}.retrograde", small(planet.name())),
            Self::Dignity(planet, dignity) => format!("{}.dignity.{}", small(planet.name()), dignity.name()),
            Self::Ascendant(sign) => format!("ascendant.sign.{}", small(sign.name())),
            Self::Midheaven(sign) => format!("midheaven.sign.{}", small(sign.name())),
            Self::Aspect(a, b, kind) => format!("{}.{}.{}", small(a.name()), kind.name(), small(b.name())),
            Self::Pattern(pattern, _, index) => {
                let planets = factors.patterns.get(index).map_or(&[][..], |(_, planets)| planets);
                let names: Vec<String> = planets.iter().map(|planet| small(planet.name())).collect();
                format!("pattern.{}.{}", pattern.name(), names.join("."))
            }
            Self::Whole(group, which) => format!("{group}.{which}"),
            Self::Closing(planet) => format!("{}.leading", small(planet.name())),
            Self::Meeting(meeting) => meeting.key(),
        }
    }

    /// Where its text is.
    pub(super) fn text_key(self) -> String {
        match self {
            Self::Sign(planet, sign) => format!("sign.{}.{}", small(planet.name()), small(sign.name())),
            Self::House(planet, house) => format!("house.{}.{house}", small(planet.name())),
            Self::Retrograde(planet) => format!("retrograde.{}", small(planet.name())),
            Self::Dignity(_, dignity) => format!("dignity.{}", dignity.name()),
            Self::Ascendant(sign) => format!("ascendant.{}", small(sign.name())),
            Self::Midheaven(sign) => format!("midheaven.{}", small(sign.name())),
            Self::Aspect(a, b, kind) => {
                format!("aspect.{}-{}.{}", small(a.name()), small(b.name()), Nature::of(kind).name())
            }
            Self::Pattern(pattern, signs, _) => format!("pattern.{}.{signs}", pattern.name()),
            Self::Whole(group, which) => format!("{group}.{which}"),
            Self::Closing(planet) => format!("closing.{}", small(planet.name())),
            Self::Meeting(meeting) => meeting.text_key(),
        }
    }

    /// How it is named inside a sentence, if it can be: `Mars in the tenth house`.
    pub(super) fn phrase(self) -> Option<String> {
        Some(match self {
            Self::Sign(planet, sign) => format!("{} in {}", called(planet), sign.name()),
            Self::House(planet, house) => format!("{} in the {} house", called(planet), ordinal(house)),
            Self::Ascendant(sign) => format!("{} rising", sign.name()),
            Self::Midheaven(sign) => format!("{} at the midheaven", sign.name()),
            Self::Aspect(a, b, kind) => format!("{} {} {}", called(a), standing(kind), called(b)),
            Self::Meeting(meeting) => meeting.phrase(),
            _ => return None,
        })
    }
}

impl Dignity {
    /// Its name in keys.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Domicile => "domicile",
            Self::Exaltation => "exaltation",
            Self::Detriment => "detriment",
            Self::Fall => "fall",
        }
    }
}

/// A planet inside a sentence: `the Moon`, `Mars`.
pub(super) fn called(planet: Planet) -> &'static str {
    match planet {
        Planet::Sun => "the Sun",
        Planet::Moon => "the Moon",
        other => other.name(),
    }
}

/// A house as it is spoken: `tenth`.
pub(super) fn ordinal(house: u8) -> &'static str {
    ORDINALS.get(usize::from(house).wrapping_sub(1)).copied().unwrap_or_default()
}

/// An aspect with its article: `a square`.
pub(super) fn noun(kind: AspectKind) -> &'static str {
    match kind {
        AspectKind::Conjunction => "a conjunction",
        AspectKind::SemiSextile => "a semi-sextile",
        AspectKind::SemiSquare => "a semi-square",
        AspectKind::Sextile => "a sextile",
        AspectKind::Quintile => "a quintile",
        AspectKind::Square => "a square",
        AspectKind::Trine => "a trine",
        AspectKind::SesquiSquare => "a sesqui-square",
        AspectKind::BiQuintile => "a bi-quintile",
        AspectKind::Quincunx => "a quincunx",
        AspectKind::Opposition => "an opposition",
    }
}

/// An aspect between two names: `square`, `opposite`.
pub(super) fn standing(kind: AspectKind) -> &'static str {
    match kind {
        AspectKind::Conjunction => "conjunct",
        AspectKind::Opposition => "opposite",
        other => noun(other).split_once(' ').map_or("", |(_, name)| name),
    }
}

/// A name as it stands in keys.
pub(super) fn small(name: &str) -> String {
    name.to_ascii_lowercase()
}
