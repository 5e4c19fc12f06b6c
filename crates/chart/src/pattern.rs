//! Figures that several aspects draw together. Knows shapes as lists of aspects; gives no meaning.

mod stellium;

use crate::{Aspect, AspectKind, Orbs, Point, aspect_between};

/// A figure of three points or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternKind {
    /// Two oppositions, each point of one square to both of the other.
    GrandCross,
    /// An opposition, and the apex in square to both its ends.
    TSquare,
    /// A grand trine, and the apex in opposition to one of it and in sextile to the other two.
    Kite,
    /// Three points, each in trine to both others.
    GrandTrine,
    /// A sextile, and the apex in quincunx to both its ends. Needs orbs for the quincunx.
    Yod,
    /// Two oppositions, whose ends are joined by two trines and two sextiles.
    MysticRectangle,
    /// Three planets or more in one sign, or within ten degrees. Nodes, lots, apogees and angles make none.
    Stellium,
}

impl PatternKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::GrandCross,
        Self::TSquare,
        Self::Kite,
        Self::GrandTrine,
        Self::Yod,
        Self::MysticRectangle,
        Self::Stellium,
    ];

    /// Its name, such as `grand_trine`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GrandCross => "grand_cross",
            Self::TSquare => "t_square",
            Self::Kite => "kite",
            Self::GrandTrine => "grand_trine",
            Self::Yod => "yod",
            Self::MysticRectangle => "mystic_rectangle",
            Self::Stellium => "stellium",
        }
    }

    /// The larger figure beside which this one, being part of it, is not listed.
    fn part_of(self) -> Option<Self> {
        match self {
            Self::TSquare => Some(Self::GrandCross),
            Self::GrandTrine => Some(Self::Kite),
            _ => None,
        }
    }
}

/// A figure among points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<K> {
    /// Which figure.
    pub kind: PatternKind,
    /// All of its points, in the order given.
    pub members: Vec<K>,
    /// The one that the figure points at: of a T-square, yod and kite.
    pub apex: Option<K>,
}

/// A figure of aspects.
struct Shape {
    kind: PatternKind,
    /// Of each point, its aspects with the points before it.
    joins: &'static [&'static [(usize, AspectKind)]],
    apex: Option<usize>,
}

const SHAPES: [Shape; 6] = {
    use AspectKind::{Opposition, Quincunx, Sextile, Square, Trine};
    [
        Shape {
            kind: PatternKind::GrandCross,
            joins: &[
                &[],
                &[(0, Opposition)],
                &[(0, Square), (1, Square)],
                &[(0, Square), (1, Square), (2, Opposition)],
            ],
            apex: None,
        },
        Shape {
            kind: PatternKind::TSquare,
            joins: &[&[], &[(0, Opposition)], &[(0, Square), (1, Square)]],
            apex: Some(2),
        },
        Shape {
            kind: PatternKind::Kite,
            joins: &[
                &[],
                &[(0, Trine)],
                &[(0, Trine), (1, Trine)],
                &[(0, Opposition), (1, Sextile), (2, Sextile)],
            ],
            apex: Some(3),
        },
        Shape {
            kind: PatternKind::GrandTrine,
            joins: &[&[], &[(0, Trine)], &[(0, Trine), (1, Trine)]],
            apex: None,
        },
        Shape {
            kind: PatternKind::Yod,
            joins: &[&[], &[(0, Sextile)], &[(0, Quincunx), (1, Quincunx)]],
            apex: Some(2),
        },
        Shape {
            kind: PatternKind::MysticRectangle,
            joins: &[
                &[],
                &[(0, Opposition)],
                &[(0, Sextile), (1, Trine)],
                &[(0, Trine), (1, Sextile), (2, Opposition)],
            ],
            apex: None,
        },
    ]
};

/// Every pattern among the points, by aspects within these orbs: kinds in the order of [`PatternKind`].
///
/// No figure is listed twice; a T-square that is part of a grand cross, and a grand trine that is part of a kite, are
/// not listed beside it; nor is a stellium whose planets are all in a larger one. Two points that are opposite by
/// definition make figures of nothing: leave one of them out.
#[must_use]
pub fn patterns<K: Copy>(points: &[Point<K>], orbs: &Orbs) -> Vec<Pattern<K>> {
    let net = Net::of(points, orbs);
    let mut found: Vec<Pattern<usize>> = Vec::new();
    for shape in &SHAPES {
        net.search(shape, &mut Vec::with_capacity(shape.joins.len()), &mut found);
    }
    let is_part = |pattern: &Pattern<usize>| {
        let inside = |whole: &Pattern<usize>| pattern.members.iter().all(|m| whole.members.contains(m));
        pattern.kind.part_of().is_some_and(|kind| found.iter().any(|w| w.kind == kind && inside(w)))
    };
    let listed = found.iter().filter(|pattern| !is_part(pattern)).cloned();
    let key = |index: usize| points[index].key;
    let keyed = |pattern: Pattern<usize>| Pattern {
        kind: pattern.kind,
        members: pattern.members.into_iter().map(key).collect(),
        apex: pattern.apex.map(key),
    };
    listed.chain(stellium::stelliums(points)).map(keyed).collect()
}

/// Which aspect every pair of points is in, by their places in the list.
struct Net {
    points: usize,
    kinds: Vec<Option<AspectKind>>,
}

impl Net {
    fn of<K: Copy>(points: &[Point<K>], orbs: &Orbs) -> Self {
        let mut net = Self { points: points.len(), kinds: vec![None; points.len() * points.len()] };
        for (i, one) in points.iter().enumerate() {
            for (j, other) in points.iter().enumerate().skip(i + 1) {
                let kind = aspect_between(one, other, orbs).map(|aspect: Aspect<K>| aspect.kind);
                net.kinds[i * net.points + j] = kind;
                net.kinds[j * net.points + i] = kind;
            }
        }
        net
    }

    /// Adds one point after the other as long as its joins fit, and lists each figure once.
    fn search(&self, shape: &Shape, chosen: &mut Vec<usize>, found: &mut Vec<Pattern<usize>>) {
        let Some(joins) = shape.joins.get(chosen.len()) else {
            let mut members = chosen.clone();
            members.sort_unstable();
            let pattern = Pattern { kind: shape.kind, members, apex: shape.apex.map(|apex| chosen[apex]) };
            if !found.contains(&pattern) {
                found.push(pattern);
            }
            return;
        };
        for candidate in 0..self.points {
            let fits = |(earlier, kind): &(usize, AspectKind)| {
                self.kinds[chosen[*earlier] * self.points + candidate] == Some(*kind)
            };
            if joins.iter().all(fits) {
                chosen.push(candidate);
                self.search(shape, chosen, found);
                chosen.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests;
