//! Stelliums: planets crowded in a sign, or within ten degrees wherever the signs begin. Knows crowds; no aspects.

use super::{Pattern, PatternKind};
use crate::{Longitude, Point, PointClass, Sign};

const CROWD: usize = 3;
const WIDTH: f64 = 10.0;

/// Its place in the list, and where it stands.
type Planet = (usize, Longitude, Sign);

/// The stelliums among the planets of a list, by their places in it and in the order of these, none within another.
pub(super) fn stelliums<K>(points: &[Point<K>]) -> Vec<Pattern<usize>> {
    let planets: Vec<Planet> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.class != PointClass::Other)
        .map(|(index, point)| (index, point.longitude, Sign::of(point.longitude)))
        .collect();
    let in_signs = Sign::ALL.into_iter().map(|sign| crowd(&planets, |(.., there)| *there == sign));
    let from_each = planets
        .iter()
        .map(|(_, first, _)| crowd(&planets, |(_, longitude, _)| first.arc_to(*longitude) <= WIDTH));
    let crowds: Vec<_> = in_signs.chain(from_each).flatten().collect();
    let is_part = |crowd: &Vec<usize>, whole: &Vec<usize>| {
        whole.len() > crowd.len() && crowd.iter().all(|member| whole.contains(member))
    };
    let mut largest: Vec<_> =
        crowds.iter().filter(|crowd| !crowds.iter().any(|whole| is_part(crowd, whole))).collect();
    largest.sort_unstable();
    largest.dedup();
    let pattern =
        |crowd: &Vec<usize>| Pattern { kind: PatternKind::Stellium, members: crowd.clone(), apex: None };
    largest.into_iter().map(pattern).collect()
}

/// Those that stand there, if they are enough.
fn crowd(planets: &[Planet], stands_there: impl Fn(&Planet) -> bool) -> Option<Vec<usize>> {
    let there = planets.iter().filter(|planet| stands_there(planet));
    (there.clone().count() >= CROWD).then(|| there.map(|(index, ..)| *index).collect())
}
