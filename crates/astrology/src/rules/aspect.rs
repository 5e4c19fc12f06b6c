//! The aspects of a chart: which points take part, and how one is told. Angles and orbs are `chart`'s.

use chart::{Orbs, Phase, Point as Placed, PointClass};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    horizon::Horizon,
    point::{MOON, Seen},
    zodiac::degrees,
};

pub(super) const ASCENDANT: &str = "ascendant";
pub(super) const MIDHEAVEN: &str = "midheaven";

/// Points that take no part: the mean node, which is the true one again, and the Moon's apogees.
const BYSTANDERS: [&str; 3] = ["mean_node", "mean_lilith", "true_lilith"];

/// An aspect.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartAspect)]
pub struct Aspect {
    /// A point: a body, `ascendant` or `midheaven`.
    #[schema(example = "sun")]
    pub a: &'static str,
    /// The other one.
    #[schema(example = "saturn")]
    pub b: &'static str,
    /// `conjunction`, `sextile`, `square`, `trine` or `opposition`; among all aspects also `semi_sextile`, `semi_square`,
    /// `quintile`, `sesqui_square`, `bi_quintile` and `quincunx`.
    #[schema(example = "square")]
    pub kind: &'static str,
    /// How far from exact, in degrees.
    pub orb: f64,
    /// How far it may be, in degrees: half the sum of what the two points bring, and of transits a quarter of
    /// that.
    pub orb_allowed: f64,
    /// Whether the orb shrinks; absent with an angle of the same sky, which moves with the Earth and not with the sky, and
    /// between two births.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applying: Option<bool>,
}

/// Every aspect of Sun to Pluto, the true node and the angles among each other, in the order of the points. The Moon
/// takes part only if the time of day is known: in a day it leaves any orb.
pub(super) fn aspects(
    mut points: Vec<Placed<&'static str>>,
    horizon: Option<&Horizon>,
    orbs: &Orbs,
) -> Vec<Aspect> {
    points.extend(corners(horizon));
    let found = chart::aspects(&points, orbs);
    found.iter().filter(|aspect| aspect.first != ASCENDANT).map(told).collect()
}

/// The angles that take part in aspects, if there are any.
pub(super) fn corners(horizon: Option<&Horizon>) -> Vec<Placed<&'static str>> {
    let angle = |key, longitude| Placed { key, longitude, speed: None, class: PointClass::Other };
    let both =
        |horizon: &Horizon| vec![angle(ASCENDANT, horizon.ascendant), angle(MIDHEAVEN, horizon.midheaven)];
    horizon.map_or_else(Vec::new, both)
}

/// The points that take part in aspects and patterns.
pub(super) fn partners(seen: &[Seen], time_known: bool) -> Vec<Placed<&'static str>> {
    let takes_part = |point: &&Seen| !BYSTANDERS.contains(&point.name) && (time_known || point.name != MOON);
    seen.iter().filter(takes_part).map(Seen::placed).collect()
}

pub(super) fn told(aspect: &chart::Aspect<&'static str>) -> Aspect {
    Aspect {
        a: aspect.first,
        b: aspect.second,
        kind: aspect.kind.name(),
        orb: degrees(aspect.orb),
        orb_allowed: aspect.orb_allowed,
        applying: aspect.phase.map(|phase| phase == Phase::Applying),
    }
}
