//! Aspects between two points: which one, how exact, and whether it is growing closer. Knows angles and speeds; orbs
//! are given.

use crate::{Orbs, Point};

/// An aspect that rounds to 0°00'00" from exact is exact; nearer than this, direction is noise.
const EXACT: f64 = 0.5 / 3_600.0;

/// An aspect: an angle between two points that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AspectKind {
    /// 0 degrees; major.
    Conjunction,
    /// 30 degrees; minor.
    SemiSextile,
    /// 45 degrees; minor.
    SemiSquare,
    /// 60 degrees; major.
    Sextile,
    /// 72 degrees; minor.
    Quintile,
    /// 90 degrees; major.
    Square,
    /// 120 degrees; major.
    Trine,
    /// 135 degrees; minor.
    SesquiSquare,
    /// 144 degrees; minor.
    BiQuintile,
    /// 150 degrees; minor.
    Quincunx,
    /// 180 degrees; major.
    Opposition,
}

impl AspectKind {
    /// All of them in the order of their angles.
    pub const ALL: [Self; 11] = [
        Self::Conjunction,
        Self::SemiSextile,
        Self::SemiSquare,
        Self::Sextile,
        Self::Quintile,
        Self::Square,
        Self::Trine,
        Self::SesquiSquare,
        Self::BiQuintile,
        Self::Quincunx,
        Self::Opposition,
    ];

    /// The five that every school knows, in the order of their angles.
    pub const MAJOR: [Self; 5] =
        [Self::Conjunction, Self::Sextile, Self::Square, Self::Trine, Self::Opposition];

    /// The angle at which it is exact, in degrees.
    #[must_use]
    pub fn angle(self) -> f64 {
        match self {
            Self::Conjunction => 0.0,
            Self::SemiSextile => 30.0,
            Self::SemiSquare => 45.0,
            Self::Sextile => 60.0,
            Self::Quintile => 72.0,
            Self::Square => 90.0,
            Self::Trine => 120.0,
            Self::SesquiSquare => 135.0,
            Self::BiQuintile => 144.0,
            Self::Quincunx => 150.0,
            Self::Opposition => 180.0,
        }
    }

    /// Its name, such as `trine`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conjunction => "conjunction",
            Self::SemiSextile => "semi_sextile",
            Self::SemiSquare => "semi_square",
            Self::Sextile => "sextile",
            Self::Quintile => "quintile",
            Self::Square => "square",
            Self::Trine => "trine",
            Self::SesquiSquare => "sesqui_square",
            Self::BiQuintile => "bi_quintile",
            Self::Quincunx => "quincunx",
            Self::Opposition => "opposition",
        }
    }

    /// Whether every school knows it.
    #[must_use]
    pub fn is_major(self) -> bool {
        Self::MAJOR.contains(&self)
    }
}

/// Where an aspect stands in its course, were both points to keep their speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The orb shrinks.
    Applying,
    /// The orb is nothing: less than half a second of arc.
    Exact,
    /// The orb grows.
    Separating,
    /// The orb stays: both points move alike.
    Steady,
}

/// An aspect between two points, of one list or of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aspect<K, L = K> {
    /// The point given first.
    pub first: K,
    /// The point given second.
    pub second: L,
    /// Which aspect.
    pub kind: AspectKind,
    /// Distance between the points along the ecliptic, the shorter way, in degrees: 0 to 180.
    pub separation: f64,
    /// How far that is from exact, in degrees: 0 or more.
    pub orb: f64,
    /// How far it may be, in degrees.
    pub orb_allowed: f64,
    /// Applying or separating; none unless both speeds are known.
    pub phase: Option<Phase>,
}

/// The aspect between two points, if they are in one: the nearest to exact of those within their orb.
///
/// ```
/// # use chart::{AspectKind, Longitude, Orbs, Phase, Point, PointClass, aspect_between};
/// // The Moon at 2° Aries runs towards the square with Saturn at 5° Cancer.
/// let point = |key, degrees, speed, class| -> Result<_, chart::Error> {
///     Ok(Point { key, longitude: Longitude::new(degrees)?, speed: Some(speed), class })
/// };
/// let moon = point("Moon", 2.0, 13.2, PointClass::Luminary)?;
/// let saturn = point("Saturn", 95.0, 0.1, PointClass::Planet)?;
/// let aspect = aspect_between(&moon, &saturn, &Orbs::default()).ok_or("none")?;
/// assert_eq!((aspect.kind, aspect.orb, aspect.phase), (AspectKind::Square, 3.0, Some(Phase::Applying)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn aspect_between<K: Copy, L: Copy>(
    first: &Point<K>,
    second: &Point<L>,
    orbs: &Orbs,
) -> Option<Aspect<K, L>> {
    let arc = first.longitude.shorter_arc_to(second.longitude);
    let separation = arc.abs();
    let within = |kind: AspectKind| {
        let orb = (separation - kind.angle()).abs();
        let orb_allowed = orbs.of(kind, first.class, second.class)?;
        (orb <= orb_allowed).then_some((kind, orb, orb_allowed))
    };
    let (kind, orb, orb_allowed) =
        AspectKind::ALL.into_iter().filter_map(within).min_by(|a, b| a.1.total_cmp(&b.1))?;
    let phase = first.speed.zip(second.speed).map(|(first, second)| phase(arc, kind, second - first));
    Some(Aspect { first: first.key, second: second.key, kind, separation, orb, orb_allowed, phase })
}

/// Every aspect among the points, pairs in the order of the points.
#[must_use]
pub fn aspects<K: Copy>(points: &[Point<K>], orbs: &Orbs) -> Vec<Aspect<K>> {
    let with_later = |(i, first)| points[i + 1..].iter().filter_map(move |p| aspect_between(first, p, orbs));
    points.iter().enumerate().flat_map(with_later).collect()
}

/// The sign of d/dt |separation - angle|. With the signed arc from first to second, separation = |arc|, so that
/// d separation/dt = sign(arc) * (speed of second - speed of first).
fn phase(arc: f64, kind: AspectKind, relative_speed: f64) -> Phase {
    let excess = arc.abs() - kind.angle();
    let growth = excess.signum() * arc.signum() * relative_speed;
    if excess.abs() < EXACT {
        Phase::Exact
    } else if growth < 0.0 {
        Phase::Applying
    } else if growth > 0.0 {
        Phase::Separating
    } else {
        Phase::Steady
    }
}

#[cfg(test)]
mod tests;
