//! How far from exact an aspect still counts. One table, as a value, so that a request may bring its own.

use crate::{AspectKind, PointClass};

/// The orb of one aspect for each class of points, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orb {
    /// Of Sun and Moon.
    pub luminary: f64,
    /// Of planets.
    pub planet: f64,
    /// Of nodes, apogees, lots and angles.
    pub other: f64,
}

impl Orb {
    /// One orb for every class.
    #[must_use]
    pub fn same(degrees: f64) -> Self {
        Self { luminary: degrees, planet: degrees, other: degrees }
    }

    fn of(self, class: PointClass) -> f64 {
        match class {
            PointClass::Luminary => self.luminary,
            PointClass::Planet => self.planet,
            PointClass::Other => self.other,
        }
    }
}

/// The orbs of the aspects. Each point brings half its orb (its moiety), so that the orb of a pair is half the sum of
/// the two. An aspect at its orb counts; one that is left out never does.
///
/// | aspect | Sun, Moon | planets | other points |
/// |---|---|---|---|
/// | conjunction, opposition | 10° | 8° | 4° |
/// | trine, square | 8° | 7° | 3° |
/// | sextile | 6° | 4° | 2° |
/// | semi-square, sesqui-square, quincunx | 3° | 2° | 1° |
/// | semi-sextile, quintile, bi-quintile | 2° | 1.5° | 1° |
///
/// Moon and Saturn are in conjunction up to 9°. Moieties are W. Lilly's way (Christian Astrology, 1647, page 107); the
/// degrees are our own choice. Schools differ, and so the table is a value.
///
/// ```
/// # use chart::{AspectKind, Orb, Orbs, PointClass::{Luminary, Planet}};
/// let orbs = Orbs::major().with(AspectKind::Quincunx, Orb::same(2.0)).without(AspectKind::Sextile);
/// assert_eq!(orbs.of(AspectKind::Conjunction, Luminary, Planet), Some(9.0));
/// assert_eq!(orbs.of(AspectKind::Quincunx, Planet, Planet), Some(2.0));
/// assert_eq!(orbs.of(AspectKind::Sextile, Planet, Planet), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbs([Option<Orb>; AspectKind::ALL.len()]);

impl Orbs {
    /// The five major aspects.
    #[must_use]
    pub fn major() -> Self {
        AspectKind::MAJOR.into_iter().fold(Self([None; _]), |orbs, kind| orbs.with(kind, ours(kind)))
    }

    /// All eleven aspects.
    #[must_use]
    pub fn all() -> Self {
        Self(AspectKind::ALL.map(|kind| Some(ours(kind))))
    }

    /// This table with another orb for an aspect.
    #[must_use]
    pub fn with(mut self, kind: AspectKind, orb: Orb) -> Self {
        self.0[kind as usize] = Some(orb);
        self
    }

    /// This table with an aspect left out.
    #[must_use]
    pub fn without(mut self, kind: AspectKind) -> Self {
        self.0[kind as usize] = None;
        self
    }

    /// This table for transits: a quarter of each orb, two degrees for a conjunction of planets. Of a moving sky the time
    /// matters: at its mean pace Saturn crosses the orbs of a birth in sixteen months, and these in four.
    #[must_use]
    pub fn in_transit(mut self) -> Self {
        for orb in self.0.iter_mut().flatten() {
            let Orb { luminary, planet, other } = *orb;
            *orb = Orb { luminary: luminary * TRANSIT, planet: planet * TRANSIT, other: other * TRANSIT };
        }
        self
    }

    /// The orb of an aspect between two points of these classes, in degrees; none if the aspect is left out.
    #[must_use]
    pub fn of(&self, kind: AspectKind, first: PointClass, second: PointClass) -> Option<f64> {
        self.0[kind as usize].map(|orb| f64::midpoint(orb.of(first), orb.of(second)))
    }
}

/// What is left of an orb in transit; our own choice, between the one degree of some schools and the three of others.
const TRANSIT: f64 = 0.25;

impl Default for Orbs {
    fn default() -> Self {
        Self::major()
    }
}

fn ours(kind: AspectKind) -> Orb {
    use AspectKind as Kind;
    let (luminary, planet, other) = match kind {
        Kind::Conjunction | Kind::Opposition => (10.0, 8.0, 4.0),
        Kind::Trine | Kind::Square => (8.0, 7.0, 3.0),
        Kind::Sextile => (6.0, 4.0, 2.0),
        Kind::SemiSquare | Kind::SesquiSquare | Kind::Quincunx => (3.0, 2.0, 1.0),
        Kind::SemiSextile | Kind::Quintile | Kind::BiQuintile => (2.0, 1.5, 1.0),
    };
    Orb { luminary, planet, other }
}
