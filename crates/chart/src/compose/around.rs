//! What a second sky says to a chart: the keys, names, texts and weights of the meetings between the two. Knows no order
//! of telling.

use crate::{AspectKind, Planet};

use super::{
    factor::{Factor, Nature, called, noun, small, standing},
    facts::upper,
    input::{Across, Around, Between},
    texts::Texts,
    weigh::{Weighed, closeness, weight},
};

/// Degrees: nearer than this a meeting of two births is called exact, as in one chart.
const EXACT: f64 = 0.5;

/// The same of transits, whose orbs are narrow.
const EXACT_IN_TRANSIT: f64 = 0.2;

/// Percent of all closeness: a nature with so much of it sets the tone of the whole.
const MOST: i32 = 50;

/// A planet of the outer sky, a planet of the chart, and the aspect between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    pub around: Around,
    pub outer: Planet,
    pub inner: Planet,
    pub kind: AspectKind,
}

impl Around {
    /// How its keys begin.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Transits => "transit",
            Self::Synastry => "synastry",
        }
    }

    /// The group of the texts that say what prevails.
    fn mostly(self) -> &'static str {
        match self {
            Self::Transits => "transit.mostly",
            Self::Synastry => "synastry.mostly",
        }
    }
}

impl Meeting {
    pub(super) fn nature(self) -> Nature {
        Nature::of(self.kind)
    }

    /// `transit.saturn.square.sun`.
    pub(super) fn key(self) -> String {
        let (outer, inner) = (small(self.outer.name()), small(self.inner.name()));
        format!("{}.{outer}.{}.{inner}", self.around.name(), self.kind.name())
    }

    /// By what its text is told from others: `transit.saturn.sun.tense`.
    pub(super) fn text_key(self) -> String {
        let (outer, inner) = (small(self.outer.name()), small(self.inner.name()));
        format!("{}.{outer}.{inner}.{}", self.around.name(), self.nature().name())
    }

    /// `Saturn square your Sun`.
    pub(super) fn phrase(self) -> String {
        format!("{} {} {}", self.outer_name(), standing(self.kind), self.inner_name())
    }

    /// A word for a gap of a lead-in.
    pub(super) fn gap(self, gap: &str) -> String {
        match gap {
            "a" => self.outer_name(),
            "b" => self.inner_name(),
            "kind" => noun(self.kind).into(),
            _ => String::new(),
        }
    }

    fn outer_name(self) -> String {
        match self.around {
            Around::Transits => called(self.outer).into(),
            Around::Synastry => format!("their {}", self.outer.name()),
        }
    }

    fn inner_name(self) -> String {
        format!("your {}", self.inner.name())
    }

    /// The outer planet's clause about what the inner one stands for, then the advice of the inner one.
    pub(super) fn text(self, texts: &Texts) -> Option<String> {
        let (around, nature) = (self.around.name(), self.nature().name());
        let (outer, inner) = (small(self.outer.name()), small(self.inner.name()));
        let clause = texts.all(&format!("{around}.{outer}.{nature}")).first()?;
        let advice = texts.all(&format!("{around}.advice.{inner}.{nature}")).first()?;
        let clause = clause.replace("{it}", texts.first(&format!("yours.{inner}")));
        Some(format!("{} {advice}", upper(&clause)))
    }

    /// The list of lead-ins for it.
    pub(super) fn lead(self, across: Option<&Across>) -> &'static str {
        let this = |one: &&Between| one.a == self.outer && one.b == self.inner;
        let between = across.and_then(|across| across.aspects.iter().find(this));
        let limit = if self.around == Around::Transits { EXACT_IN_TRANSIT } else { EXACT };
        let exact = between.is_some_and(|one| one.orb < limit);
        match (self.around, between.and_then(|one| one.applying), self.nature()) {
            (Around::Transits, ..) if exact => "lead.transit_exact",
            (Around::Transits, Some(true), _) => "lead.transit_nearing",
            (Around::Transits, Some(false), _) => "lead.transit_leaving",
            (Around::Transits, None, _) => "lead.transit",
            (Around::Synastry, ..) if exact => "lead.exact",
            (Around::Synastry, _, Nature::Joined) => "lead.beside",
            (Around::Synastry, _, Nature::Flowing) => "lead.flowing",
            (Around::Synastry, _, Nature::Tense) => "lead.tense",
        }
    }

    /// Whether one reading cannot tell both: a clause and an advice are said once.
    pub(super) fn repeats(self, other: Self) -> bool {
        self.nature() == other.nature() && (self.outer == other.outer || self.inner == other.inner)
    }
}

/// Every meeting and how much it matters, then what prevails among them.
pub(super) fn weighed(across: &Across, all: &mut Vec<Weighed>) {
    let meeting = |one: &Between| {
        let meeting = Meeting { around: across.kind, outer: one.a, inner: one.b, kind: one.kind };
        Weighed { factor: Factor::Meeting(meeting), score: score(across.kind, one) }
    };
    all.extend(across.aspects.iter().map(meeting));
    all.push(Weighed { factor: Factor::Whole(across.kind.mostly(), prevailing(across)), score: 100 });
}

/// In transit a slow planet weighs most, for it stays; between two births planets weigh what they weigh in one, and of two that a
/// whole generation shares a third.
fn score(around: Around, between: &Between) -> i32 {
    let Between { a, b, kind, .. } = *between;
    let outer = match around {
        Around::Transits => staying(a),
        Around::Synastry => weight(a),
    };
    let full = (outer + weight(b)) * closeness(between) / 100;
    let known = if kind.is_major() { full } else { full * 2 / 5 };
    let shared = around == Around::Synastry && a >= Planet::Uranus && b >= Planet::Uranus;
    if shared { known / 3 } else { known }
}

fn staying(planet: Planet) -> i32 {
    match planet {
        Planet::Saturn | Planet::Pluto => 100,
        Planet::Uranus | Planet::Neptune => 95,
        Planet::Jupiter => 80,
        Planet::Mars => 55,
        Planet::Sun => 45,
        Planet::Venus => 40,
        Planet::Mercury => 35,
        Planet::Moon => 15,
    }
}

/// The nature that half of all closeness belongs to.
fn prevailing(across: &Across) -> &'static str {
    let of = |nature: Nature| {
        across.aspects.iter().filter(|one| Nature::of(one.kind) == nature).map(closeness).sum::<i32>()
    };
    let shares = [Nature::Joined, Nature::Flowing, Nature::Tense].map(|nature| (nature, of(nature)));
    let total: i32 = shares.iter().map(|(_, share)| share).sum();
    let most = shares.into_iter().find(|(_, share)| share * 100 > total * MOST);
    match most {
        _ if total == 0 => "quiet",
        Some((nature, _)) => nature.name(),
        None => "even",
    }
}
