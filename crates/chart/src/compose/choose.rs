//! The best factors for a section, and the order in which they are told. Knows no words.

use crate::Planet;

use super::{
    factor::Factor,
    plan::Recipe,
    weigh::{Weighed, is_gift},
};

/// Takes out of what is left what the recipe wants, in the order of telling.
pub(super) fn choose(recipe: &Recipe, left: &mut Vec<Weighed>) -> Vec<Factor> {
    let mut taken: Vec<Weighed> = Vec::new();
    for (fits, up_to) in recipe.takes {
        while taken.len() < *up_to {
            let best = (0..left.len()).rev().filter(|n| fits(left[*n].factor)).max_by_key(|n| left[*n].score);
            let Some(best) = best else { break };
            let best = left.remove(best);
            left.retain(|other| !same_text(other.factor, best.factor));
            taken.push(best);
        }
    }
    taken.sort_by_key(|one| (rank(one.factor), -one.score));
    taken.into_iter().map(|one| one.factor).collect()
}

/// Two figures of a kind have one text, and so have two dignities; two meetings may share a sentence: the better of them
/// is told.
fn same_text(one: Factor, other: Factor) -> bool {
    match (one, other) {
        (Factor::Pattern(one, its_signs, _), Factor::Pattern(other, signs, _)) => {
            one == other && its_signs == signs
        }
        (Factor::Dignity(_, one), Factor::Dignity(_, other)) => one == other,
        (Factor::Meeting(one), Factor::Meeting(other)) => one.repeats(other),
        _ => false,
    }
}

/// Planets in their order, what is said of one together; gifts before tensions; the chart as a whole at the end.
fn rank(factor: Factor) -> (u8, Option<Planet>, u8) {
    match factor {
        Factor::Midheaven(_) | Factor::Whole("transit.mostly" | "synastry.mostly", _) => (0, None, 0),
        Factor::Sign(planet, _) => (1, Some(planet), 0),
        Factor::House(planet, _) => (1, Some(planet), 1),
        Factor::Retrograde(planet) => (1, Some(planet), 2),
        Factor::Dignity(planet, _) => (1, Some(planet), 3),
        Factor::Ascendant(_) => (2, None, 0),
        Factor::Aspect(..) => (if is_gift(factor) { 3 } else { 4 }, None, 0),
        Factor::Meeting(_) | Factor::Pattern(..) => (5, None, 0),
        Factor::Whole("time", _) => (7, None, 0),
        Factor::Whole(..) => (6, None, 0),
        Factor::Closing(_) => (8, None, 0),
    }
}
