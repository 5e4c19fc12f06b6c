//! Chance with a seed: each customer has a stream of their own, so that nobody's life depends on who is looked at first.

use rand_pcg::{Pcg64, rand_core::Rng};

/// A stream of chances.
#[derive(Clone, Debug)]
pub struct Dice(Pcg64);

impl Dice {
    /// The stream of this number, under a seed.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(Pcg64::new(seed.into(), stream.into()))
    }

    /// From 0 to 1, never 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this chance happens.
    pub fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// From 0 to one below.
    pub fn below(&mut self, many: u32) -> u32 {
        u32::try_from((u64::from(many) * (self.0.next_u64() >> 32)) >> 32).unwrap_or(0)
    }

    /// The place of one of these weights, in proportion to them.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.share() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
            last = place;
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_their_own_and_repeat() {
        let draw = |stream| {
            (0..5)
                .map({
                    let mut dice = Dice::new(7, stream);
                    move |_| dice.share()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(1, 1);
        let mut counts = [0; 3];
        for _ in 0..30_000 {
            counts[dice.weighted([1.0, 0.0, 2.0].into_iter())] += 1;
        }
        assert!(counts[1] == 0 && (9_500..10_500).contains(&counts[0]), "{counts:?}");
        assert!((0..1_000).all(|_| dice.below(3) < 3 && (0.0..1.0).contains(&dice.share())));
    }
}
