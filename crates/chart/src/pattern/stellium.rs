//! Stelliums: planets crowded in a sign, or within ten degrees wherever the signs begin. Knows crowds; no aspects.

use super::{Pattern, PatternKind};
use crate::{Point, PointClass, Sign};

const CROWD: usize = 3;
const WIDTH: f64 = 10.0;

/// The stelliums among the planets of a list, by their places in it and in the order of these, none within another.
pub(super) fn stelliums<K>(points: &[Point<K>]) -> Vec<Pattern<usize>> {
    let crowd = |stands_there: &dyn Fn(&Point<K>) -> bool| -> Vec<usize> {
        let counts = |point: &Point<K>| point.class != PointClass::Other && stands_there(point);
        points.iter().enumerate().filter(|(_, point)| counts(point)).map(|(index, _)| index).collect()
    };
    let in_signs = Sign::ALL.map(|sign| crowd(&|point| Sign::of(point.longitude) == sign));
    let from_each = points
        .iter()
        .filter(|first| first.class != PointClass::Other)
        .map(|first| crowd(&|point| first.longitude.arc_to(point.longitude) <= WIDTH));
    let crowds: Vec<_> = in_signs.into_iter().chain(from_each).filter(|crowd| crowd.len() >= CROWD).collect();
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
