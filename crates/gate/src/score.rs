//! The arithmetic of scores and blocks. Knows no clock, no address and no reason.
//!
//! A score loses half of itself in every half-life. A block lasts twice as long as the one before it, for as long as
//! that one is remembered.

use core::time::Duration;

/// Clocks of two nodes may differ by so much.
const SKEW_MS: i64 = 60_000;

/// What a client's refusals added up to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Score {
    points: f64,
    at_ms: i64,
}

impl Score {
    /// What is left of it at an instant. Time that runs backwards takes nothing away and gives nothing.
    #[must_use]
    pub(crate) fn at(self, now_ms: i64, half_life: Duration) -> f64 {
        let passed = Duration::from_millis(u64::try_from(now_ms.saturating_sub(self.at_ms)).unwrap_or(0));
        self.points * (-passed.as_secs_f64() / half_life.as_secs_f64()).exp2()
    }

    /// With so many points more.
    #[must_use]
    pub(crate) fn plus(self, points: u32, now_ms: i64, half_life: Duration) -> Self {
        Self { points: self.at(now_ms, half_life) + f64::from(points), at_ms: now_ms }
    }
}

/// From when to when a block is in force, and the how-manieth in a row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The first in a row is 1.
    pub(crate) nth: u32,
    /// Its beginning in milliseconds since the epoch.
    pub(crate) from_ms: i64,
    /// Its end.
    pub(crate) until_ms: i64,
}

/// How long blocks last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// The first.
    pub(crate) first: Duration,
    /// The longest.
    pub(crate) longest: Duration,
    /// How long after its end a block still makes the next one longer.
    pub(crate) memory: Duration,
}

impl Terms {
    /// The block that follows `previous`.
    ///
    /// With a first of one minute: 1, 2, 4 ... minutes, up to the longest.
    #[must_use]
    pub(crate) fn next(&self, previous: Option<Term>, now_ms: i64) -> Term {
        let remembered = previous.filter(|term| now_ms.saturating_sub(term.until_ms) < millis(self.memory));
        let nth = remembered.map_or(0, |term| term.nth).saturating_add(1);
        let doubled = 1u64.checked_shl(nth - 1).unwrap_or(u64::MAX);
        let first = u64::try_from(millis(self.first)).unwrap_or(0);
        let lasts =
            i64::try_from(first.saturating_mul(doubled)).unwrap_or(i64::MAX).min(millis(self.longest));
        Term { nth, from_ms: now_ms, until_ms: now_ms.saturating_add(lasts) }
    }
}

impl Term {
    /// Whole seconds until its end, at least one; `None` when it is over. Where the clock was set back it is over too:
    /// nobody waits longer than they were told.
    #[must_use]
    pub(crate) fn left(&self, now_ms: i64) -> Option<u64> {
        let left = self.until_ms.saturating_sub(now_ms);
        let longest = self.until_ms.saturating_sub(self.from_ms).saturating_add(SKEW_MS);
        (left > 0 && left <= longest).then(|| u64::try_from(left).unwrap_or(0).div_ceil(1000))
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HALF: Duration = Duration::from_mins(5);
    const TERMS: Terms = Terms {
        first: Duration::from_mins(1),
        longest: Duration::from_hours(24),
        memory: Duration::from_hours(24),
    };

    #[test]
    fn a_score_halves_in_a_half_life() {
        let score = Score::default().plus(800, 0, HALF);
        for (minutes, expected) in [(0, 800.0), (5, 400.0), (10, 200.0), (15, 100.0), (-5, 800.0)] {
            let left = score.at(minutes * 60_000, HALF);
            assert!((left - expected).abs() < 1e-9, "{minutes}: {left}");
        }
        let again = score.plus(100, 300_000, HALF);
        assert!((again.at(300_000, HALF) - 500.0).abs() < 1e-9);
    }

    #[test]
    fn blocks_double_up_to_the_longest() {
        let (mut now, mut previous, mut minutes) = (0, None, Vec::new());
        for _ in 0..13 {
            let term = TERMS.next(previous, now);
            minutes.push((term.until_ms - term.from_ms) / 60_000);
            now = term.until_ms + 60_000;
            previous = Some(term);
        }
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]);
        let forgotten = TERMS.next(previous, previous.unwrap().until_ms + 86_400_000);
        assert_eq!((forgotten.nth, forgotten.until_ms - forgotten.from_ms), (1, 60_000));
        let many = Term { nth: u32::MAX, from_ms: 0, until_ms: 1 };
        let next = TERMS.next(Some(many), 2);
        assert_eq!((next.nth, next.until_ms - next.from_ms), (u32::MAX, 86_400_000));
    }

    #[test]
    fn a_block_ends_by_itself_and_by_a_clock_that_is_set_back() {
        let term = TERMS.next(None, 1_000_000);
        assert_eq!(term.left(1_000_000), Some(60));
        assert_eq!(term.left(1_059_001), Some(1));
        assert_eq!(term.left(1_060_000), None);
        assert_eq!(term.left(995_000), Some(65), "another node's clock is behind by little");
        assert_eq!(term.left(0), None);
    }

    proptest! {
        /// From the definition: a sum of parts, each halved by its own age.
        #[test]
        fn a_score_is_the_sum_of_its_parts(parts in proptest::collection::vec((0u32..500, 0i64..600_000), 1..40)) {
            let (mut now, mut score, mut each) = (0, Score::default(), Vec::new());
            for (points, step) in parts {
                now += step;
                score = score.plus(points, now, HALF);
                each.push((points, now));
            }
            let age = |at: i64| Duration::from_millis((now - at).unsigned_abs()).as_secs_f64();
            let sum: f64 = each.iter().map(|(points, at)| f64::from(*points) * 0.5f64.powf(age(*at) / 300.0)).sum();
            prop_assert!((score.at(now, HALF) - sum).abs() < 1e-6 * (1.0 + sum));
            prop_assert!(score.at(now + 1, HALF) <= score.at(now, HALF));
        }

        /// A block is at least the first and at most the longest, and never shorter than the one before it in a row.
        #[test]
        fn blocks_never_shrink_in_a_row(gaps in proptest::collection::vec(0i64..86_400_000, 1..30)) {
            let (mut now, mut previous) = (0, None::<Term>);
            for gap in gaps {
                let term = TERMS.next(previous, now);
                let length = term.until_ms - term.from_ms;
                prop_assert!((60_000..=86_400_000).contains(&length));
                if let Some(before) = previous {
                    prop_assert!(length >= before.until_ms - before.from_ms && term.nth == before.nth + 1);
                }
                now = term.until_ms + gap;
                previous = Some(term);
            }
        }
    }
}
