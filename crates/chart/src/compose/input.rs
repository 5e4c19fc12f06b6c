//! What a reading is made from, and how it is brought into one order. Knows no words.

use crate::{AspectKind, LunarPhaseName, PatternKind, Planet, Sect, Sign};

/// How well a planet stands in its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say all")]
pub enum Dignity {
    Domicile,
    Exaltation,
    Detriment,
    Fall,
}

/// Where a planet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placed {
    /// Which planet.
    pub planet: Planet,
    /// Its sign.
    pub sign: Sign,
    /// Its house, 1 to 12; any other number counts as none.
    pub house: Option<u8>,
    /// Whether it moves against the order of the signs.
    pub retrograde: bool,
    /// Its essential dignity, if it has one.
    pub dignity: Option<Dignity>,
    /// Whether it stands near the ascendant, the midheaven or the points across from them.
    pub angular: bool,
}

impl Placed {
    /// A planet of which only the sign is known.
    #[must_use]
    pub fn new(planet: Planet, sign: Sign) -> Self {
        Self { planet, sign, house: None, retrograde: false, dignity: None, angular: false }
    }
}

/// An aspect between two planets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// One planet.
    pub a: Planet,
    /// The other.
    pub b: Planet,
    /// Which aspect.
    pub kind: AspectKind,
    /// Degrees from exact, 0 or more.
    pub orb: f64,
    /// Degrees that it may be from exact.
    pub orb_allowed: f64,
    /// Whether it grows closer, if known.
    pub applying: Option<bool>,
}

/// What a second sky is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Around {
    /// A moment.
    Transits,
    /// Another birth.
    Synastry,
}

/// A second sky around the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Across {
    /// What it is of.
    pub kind: Around,
    /// Aspects from its planets (`a`) to those of the chart (`b`), one a pair; of several the one nearest to exact is
    /// taken. A planet may meet its own place.
    pub aspects: Vec<Between>,
}

/// What a reading is made from: no name, no date, no place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Factors {
    /// Planets, each once; of a planet given twice the first is taken.
    pub placements: Vec<Placed>,
    /// The rising sign; none if the time of birth is unknown, and then nothing that needs the time is read.
    pub ascendant: Option<Sign>,
    /// The sign at the midheaven.
    pub midheaven: Option<Sign>,
    /// Aspects, one a pair; of several the one nearest to exact is taken.
    pub aspects: Vec<Between>,
    /// Weight of fire, earth, air and water, in any unit.
    pub elements: [u8; 4],
    /// Weight of cardinal, fixed and mutable signs, in any unit.
    pub modes: [u8; 3],
    /// Figures and the planets in them.
    pub patterns: Vec<(PatternKind, Vec<Planet>)>,
    /// Day or night.
    pub sect: Option<Sect>,
    /// The phase of the Moon.
    pub phase: Option<LunarPhaseName>,
    /// A second sky; the reading then speaks of what it is to the chart first, and of the chart itself in short.
    pub across: Option<Across>,
}

impl Factors {
    /// The same in one order, without repetition and without what an unknown time forbids.
    pub(super) fn settled(&self) -> Self {
        let mut settled = self.clone();
        settled.placements.sort_by_key(|placed| placed.planet);
        settled.placements.dedup_by_key(|placed| placed.planet);
        settled.settle_aspects();
        if let Some(across) = &mut settled.across {
            in_order(&mut across.aspects);
        }
        for (_, planets) in &mut settled.patterns {
            planets.sort_unstable();
            planets.dedup();
        }
        settled.patterns.sort();
        settled.patterns.dedup();
        let timed = self.ascendant.is_some();
        for placed in &mut settled.placements {
            placed.house = placed.house.filter(|house| timed && (1..=12).contains(house));
            placed.angular &= timed;
        }
        settled.midheaven = self.midheaven.filter(|_| timed);
        settled.sect = self.sect.filter(|_| timed);
        settled
    }

    fn settle_aspects(&mut self) {
        self.aspects.retain(|aspect| aspect.a != aspect.b);
        for aspect in &mut self.aspects {
            (aspect.a, aspect.b) = (aspect.a.min(aspect.b), aspect.a.max(aspect.b));
        }
        in_order(&mut self.aspects);
    }

    /// Where a planet stands, if it was given.
    pub(super) fn placed(&self, planet: Planet) -> Option<&Placed> {
        self.placements.iter().find(|placed| placed.planet == planet)
    }
}

/// One a pair, the nearest to exact.
fn in_order(aspects: &mut Vec<Between>) {
    aspects
        .sort_by(|x, y| (x.a, x.b).cmp(&(y.a, y.b)).then(x.orb.total_cmp(&y.orb)).then(x.kind.cmp(&y.kind)));
    aspects.dedup_by_key(|aspect| (aspect.a, aspect.b));
}
