//! Essential dignities: how much a planet has to say in the degree where it stands. Knows the old tables and W. Lilly's
//! weights; gives no meaning, and nothing of houses and aspects.

mod tables;

use crate::{Longitude, Planet, Sect, Sign};

pub use tables::{Decan, Triplicity, term_ruler};

/// A dignity or a debility of a planet by its longitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dignity {
    /// In its own sign, by the old rulers.
    Domicile,
    /// In the sign where it is exalted.
    Exaltation,
    /// In an element of which it is a triplicity ruler: the ruler of the chart's sect, or the participating one.
    Triplicity,
    /// In its own Egyptian term.
    Term,
    /// In its own face.
    Face,
    /// In the sign across from one of its own.
    Detriment,
    /// In the sign across from its exaltation.
    Fall,
    /// In none of the five dignities, debilities beside.
    Peregrine,
}

impl Dignity {
    /// All of them, the strongest first.
    pub const ALL: [Self; 8] = [
        Self::Domicile,
        Self::Exaltation,
        Self::Triplicity,
        Self::Term,
        Self::Face,
        Self::Detriment,
        Self::Fall,
        Self::Peregrine,
    ];

    /// What it adds to the score: 5, 4, 3, 2, 1 for the dignities in their order, -5 for detriment, -4 for fall, -5 for
    /// peregrine (W. Lilly, Christian Astrology, 1647, page 115).
    #[must_use]
    pub fn weight(self) -> i32 {
        match self {
            Self::Domicile => 5,
            Self::Exaltation => 4,
            Self::Triplicity => 3,
            Self::Term => 2,
            Self::Face => 1,
            Self::Fall => -4,
            Self::Detriment | Self::Peregrine => -5,
        }
    }

    /// Its name, such as `exaltation`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Domicile => "domicile",
            Self::Exaltation => "exaltation",
            Self::Triplicity => "triplicity",
            Self::Term => "term",
            Self::Face => "face",
            Self::Detriment => "detriment",
            Self::Fall => "fall",
            Self::Peregrine => "peregrine",
        }
    }
}

/// The essential dignities of one planet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dignities {
    /// In the order of [`Dignity::ALL`]. Always empty for Uranus, Neptune and Pluto, which the tables do not know.
    pub held: Vec<Dignity>,
    /// The sum of their weights.
    pub score: i32,
    /// Whether it is in the sign that modern astrologers give it beside the old ruler. Not in the score.
    pub co_ruler: bool,
}

/// The essential dignities of a planet at a longitude. The sect decides which triplicity ruler counts; where it is not
/// known only the participating one does.
///
/// ```
/// # use chart::{Dignity, Longitude, Planet, Sect, dignities};
/// // The Sun at 19° Aries by day: exalted, ruler of the fire signs, in its own face.
/// let sun = dignities(Planet::Sun, Longitude::new(19.0)?, Some(Sect::Day));
/// assert_eq!(sun.held, [Dignity::Exaltation, Dignity::Triplicity, Dignity::Face]);
/// assert_eq!(sun.score, 8);
/// # Ok::<(), chart::Error>(())
/// ```
#[must_use]
pub fn dignities(planet: Planet, longitude: Longitude, sect: Option<Sect>) -> Dignities {
    let sign = Sign::of(longitude);
    let co_ruler = sign.co_ruler() == Some(planet);
    if matches!(planet, Planet::Uranus | Planet::Neptune | Planet::Pluto) {
        return Dignities { co_ruler, ..Dignities::default() };
    }
    let has = |dignity: &Dignity| match dignity {
        Dignity::Domicile => sign.ruler() == planet,
        Dignity::Exaltation => sign.exalted() == Some(planet),
        Dignity::Triplicity => rules_triplicity(planet, sign, sect),
        Dignity::Term => term_ruler(longitude) == planet,
        Dignity::Face => Decan::of(longitude).ruler == planet,
        Dignity::Detriment => sign.opposite().ruler() == planet,
        Dignity::Fall => sign.opposite().exalted() == Some(planet),
        Dignity::Peregrine => false,
    };
    let mut held: Vec<_> = Dignity::ALL.into_iter().filter(has).collect();
    if held.iter().all(|dignity| dignity.weight() < 0) {
        held.push(Dignity::Peregrine);
    }
    let score = held.iter().map(|dignity| dignity.weight()).sum();
    Dignities { held, score, co_ruler }
}

fn rules_triplicity(planet: Planet, sign: Sign, sect: Option<Sect>) -> bool {
    let rulers = sign.element().triplicity();
    let of_sect = sect.map(|sect| match sect {
        Sect::Day => rulers.day,
        Sect::Night => rulers.night,
    });
    rulers.participating == planet || of_sect == Some(planet)
}

#[cfg(test)]
mod tests;
