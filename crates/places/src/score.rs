//! How likely a place is meant when a name begins like what was typed: by its people, of whom a name in another
//! language counts a tenth. Without that `frank` would be Columbus, once Franklinton, before it were Frankfurt. Knows
//! ranks and numbers of people; knows no names.

use std::cmp::Reverse;

/// The part of its people that a place brings along under a name that is not its own.
pub(crate) const ABROAD: u32 = 10;

/// Scores of places under their own names and under others: the smaller, the likelier, no two alike.
pub(crate) struct Scores {
    /// By score.
    ranks: Vec<u32>,
    /// By rank; the same number twice for a place without other names.
    own_and_other: Vec<(u32, u32)>,
}

impl Scores {
    /// Scores from the people of all places, by rank, and the ranks (repeated or not) of those with other names.
    pub(crate) fn new(people: &[u32], with_other_names: impl Iterator<Item = u32>) -> Self {
        let mut abroad = vec![false; people.len()];
        with_other_names.for_each(|rank| abroad[rank as usize] = true);
        let all = || (0..).zip(people);
        let own = all().map(|(rank, people)| (Reverse(*people), false, rank));
        let other = all().zip(&abroad).filter(|(_, abroad)| **abroad);
        let other = other.map(|((rank, people), _)| (Reverse(*people / ABROAD), true, rank));
        let mut order: Vec<(Reverse<u32>, bool, u32)> = own.chain(other).collect();
        order.sort_unstable();
        let mut own_and_other = vec![(0, 0); people.len()];
        for (score, (_, is_other, rank)) in (0..).zip(&order) {
            let scores = &mut own_and_other[*rank as usize];
            if *is_other {
                scores.1 = score;
            } else {
                *scores = (score, score);
            }
        }
        Self { ranks: order.into_iter().map(|(.., rank)| rank).collect(), own_and_other }
    }

    pub(crate) fn of(&self, rank: u32, is_own: bool) -> u32 {
        let (own, other) = self.own_and_other[rank as usize];
        if is_own { own } else { other }
    }

    /// The place that has a score.
    pub(crate) fn rank(&self, score: u32) -> u32 {
        self.ranks[score as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_language_counts_a_tenth_of_the_people() {
        let scores = Scores::new(&[900, 100, 90, 9], [0, 2, 0].into_iter());
        let order: Vec<u32> = (0..6).map(|score| scores.rank(score)).collect();
        assert_eq!(order, [0, 1, 2, 0, 3, 2]);
        assert_eq!((scores.of(0, true), scores.of(0, false)), (0, 3));
        assert_eq!((scores.of(3, true), scores.of(2, false)), (4, 5));
    }
}
