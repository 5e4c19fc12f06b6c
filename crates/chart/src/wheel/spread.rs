//! Moves what stands on a circle apart. Knows angles; knows nothing of what stands there.

/// A full turn, in degrees.
const TURN: f64 = 360.0;

/// Where to put what wants to stand at `wanted` (degrees), in the same order: neighbours at least `gap` degrees
/// apart all round, in the order of `wanted` (the first given first among equals), at the smallest sum of squared
/// moves. If a turn has not the room, `gap` becomes what there is. An answer less what was wanted is the move, so that
/// answers may lie outside of 0 to 360.
///
/// Cut anywhere, a circle is a line, and there the problem is isotonic regression, which pooling adjacent violators
/// solves exactly. At the solution at least one gap is wider than it must be; a cut there changes nothing. So: the
/// first cut whose answer also holds across the cut is the answer.
pub(super) fn spread(wanted: &[f64], gap: f64) -> Vec<f64> {
    let count = wanted.len();
    #[expect(clippy::cast_precision_loss, reason = "counts of points")]
    let gap = gap.min(TURN / count.max(1) as f64 * (1.0 - 1e-12));
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let sorted: Vec<f64> = order.iter().map(|i| wanted[*i]).collect();

    let first = after_widest(&sorted);
    let mut places = vec![0.0; count];
    for cut in (0..count).map(|i| (first + i) % count) {
        let line = sorted[cut..].iter().copied().chain(sorted[..cut].iter().map(|angle| angle + TURN));
        let settled = settle(line, gap);
        let from_last_to_first = settled.first().zip(settled.last()).map_or(TURN, |(a, b)| a + TURN - b);
        for (rank, place) in settled.into_iter().enumerate() {
            let turns = if cut + rank < count { 0.0 } else { TURN };
            places[order[(cut + rank) % count]] = place - turns;
        }
        if from_last_to_first >= gap - 1e-9 {
            break;
        }
    }
    places
}

/// The one after the widest gap: the most likely place for the cut.
fn after_widest(sorted: &[f64]) -> usize {
    let before = |i: usize| {
        if i == 0 { sorted[0] + TURN - sorted[sorted.len() - 1] } else { sorted[i] - sorted[i - 1] }
    };
    (0..sorted.len()).max_by(|a, b| before(*a).total_cmp(&before(*b))).unwrap_or(0)
}

/// Neighbours that touch and move as one: how many, and where the first would stand if each had its will.
struct Block {
    count: f64,
    sum: f64,
}

impl Block {
    fn start(&self) -> f64 {
        self.sum / self.count
    }
}

/// The same on a line: `wanted` ascends.
fn settle(wanted: impl Iterator<Item = f64>, gap: f64) -> Vec<f64> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut shift = 0.0;
    for angle in wanted {
        // Less a gap for each one before: "a gap apart" becomes "not descending".
        let mut block = Block { count: 1.0, sum: angle - shift };
        while let Some(last) = blocks.pop_if(|last| last.start() >= block.start()) {
            block = Block { count: last.count + block.count, sum: last.sum + block.sum };
        }
        blocks.push(block);
        shift += gap;
    }
    let mut places = Vec::new();
    let mut shift = 0.0;
    for block in &blocks {
        let mut left = block.count;
        while left > 0.5 {
            places.push(block.start() + shift);
            shift += gap;
            left -= 1.0;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The indices in the order that the doc promises.
    fn order(wanted: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
        order
    }

    /// Gap after each, in that order; the last is across 360.
    fn gaps(wanted: &[f64], places: &[f64]) -> Vec<f64> {
        let order = order(wanted);
        let next = |i: usize| order[(i + 1) % order.len()];
        (0..order.len())
            .map(|i| {
                let turned = (places[next(i)] - places[order[i]]).rem_euclid(TURN);
                if order.len() == 1 || turned > TURN - 1e-6 {
                    turned - TURN + if order.len() == 1 { TURN } else { 0.0 }
                } else {
                    turned
                }
            })
            .collect()
    }

    #[test]
    fn who_has_room_stays() {
        assert_eq!(spread(&[10.0, 300.0, 20.0], 6.0), [10.0, 300.0, 20.0]);
        assert_eq!(spread(&[], 6.0), Vec::<f64>::new());
        assert_eq!(spread(&[359.0], 400.0), [359.0]);
    }

    #[test]
    fn a_pair_parts_evenly_and_across_the_beginning_too() {
        assert_eq!(spread(&[10.0, 12.0], 6.0), [8.0, 14.0]);
        assert_eq!(spread(&[12.0, 10.0], 6.0), [14.0, 8.0]);
        assert_eq!(spread(&[1.0, 359.0], 6.0), [3.0, 357.0]);
        assert_eq!(spread(&[5.0, 5.0, 5.0], 6.0), [-1.0, 5.0, 11.0]);
    }

    #[test]
    fn a_pushed_neighbour_pushes_on() {
        assert_eq!(spread(&[10.0, 10.0, 15.0], 6.0).map_to_tenths(), [57, 117, 177]);
    }

    trait Tenths {
        fn map_to_tenths(&self) -> Vec<i32>;
    }
    impl Tenths for Vec<f64> {
        #[expect(clippy::cast_possible_truncation, reason = "small")]
        fn map_to_tenths(&self) -> Vec<i32> {
            self.iter().map(|place| (place * 10.0).round() as i32).collect()
        }
    }

    /// Anywhere, or in bundles.
    fn anywhere() -> impl Strategy<Value = Vec<f64>> {
        let bundle = (0.0..360.0_f64, 0.0..40.0_f64).prop_flat_map(|(start, width)| {
            vec((0.0..1.0_f64).prop_map(move |part| (start + part * width).rem_euclid(360.0)), 1..24)
        });
        prop_oneof![
            vec(0.0..360.0_f64, 1..24),
            bundle,
            vec((0_u8..4).prop_map(|i| f64::from(i) * 119.9), 1..24)
        ]
    }

    proptest! {
        #[test]
        fn all_keep_their_distance_and_their_order(wanted in anywhere(), gap in 0.5..20.0_f64) {
            let places = spread(&wanted, gap);
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let gap = gap.min(360.0 / wanted.len() as f64);
            if wanted.len() > 1 {
                let gaps = gaps(&wanted, &places);
                prop_assert!(gaps.iter().all(|found| *found >= gap - 1e-6), "{gaps:?}");
                // Going round once, not twice: the order is kept.
                prop_assert!((gaps.iter().sum::<f64>() - 360.0).abs() < 1e-6, "{gaps:?}");
            }
        }

        /// The conditions under which no other arrangement moves less (Karush, Kuhn, Tucker): whoever touches nobody
        /// is at home, and in a cluster of touching ones the first few together are never pushed forward, all
        /// together neither forward nor back.
        #[test]
        fn nobody_moves_more_than_needed(wanted in anywhere(), gap in 0.5..14.0_f64) {
            let places = spread(&wanted, gap);
            let order = order(&wanted);
            let gaps = gaps(&wanted, &places);
            let count = order.len();
            let Some(open) = (0..count).find(|i| gaps[*i] > gap + 1e-6) else { return Ok(()) };
            let mut pushed = 0.0;
            for i in (1..=count).map(|i| (open + i) % count) {
                pushed += places[order[i]] - wanted[order[i]];
                if gaps[i] > gap + 1e-6 {
                    prop_assert!(pushed.abs() < 1e-6, "a cluster pushed by {pushed}");
                    pushed = 0.0;
                } else {
                    prop_assert!(pushed < 1e-6, "pushed by {pushed} within a cluster");
                }
            }
        }
    }
}
