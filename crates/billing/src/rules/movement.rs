//! What a change of a customer's MRR is called. It knows amounts only, no plans and no reasons.

use jiff::{SignedDuration, Timestamp};

use super::words::words;

words! {
    /// One of the five ways in which MRR changes; per customer, over all its subscriptions.
    Movement {
        /// From 0, for the first time: from free, from a trial, or from nothing.
        New = "new",
        /// Up, from more than 0.
        Expansion = "expansion",
        /// From 0, after an earlier churn.
        Reactivation = "reactivation",
        /// Down, but not to 0; dropping one of two subscriptions is this.
        Contraction = "contraction",
        /// Down to 0.
        Churn = "churn",
    }
}

/// Changes of one customer this close together count as one movement.
pub const NETTING_WINDOW: SignedDuration = SignedDuration::from_mins(60);

/// The customer's MRR went from `before` to `after`, both in minor units and never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it took effect.
    pub at: Timestamp,
    /// MRR of the customer just before.
    pub before_minor: i64,
    /// MRR of the customer from then on.
    pub after_minor: i64,
}

/// The movement from `before_minor` to `after_minor`, or `None` when nothing moved.
///
/// `has_paid` says whether the customer's MRR was ever above 0 before; at 0 now, it has then churned.
///
/// ```
/// use billing::rules::{Movement, movement::classify};
///
/// assert_eq!(classify(0, 999, false), Some(Movement::New));
/// assert_eq!(classify(999, 1_999, true), Some(Movement::Expansion));
/// assert_eq!(classify(1_999, 999, true), Some(Movement::Contraction)); // one of two was dropped
/// assert_eq!(classify(999, 0, true), Some(Movement::Churn));
/// assert_eq!(classify(0, 999, true), Some(Movement::Reactivation));
/// assert_eq!(classify(999, 999, true), None);
/// ```
#[must_use]
pub const fn classify(before_minor: i64, after_minor: i64, has_paid: bool) -> Option<Movement> {
    if before_minor == after_minor {
        return None;
    }
    Some(match (before_minor > 0, after_minor > 0) {
        (false, _) if has_paid => Movement::Reactivation,
        (false, _) => Movement::New,
        (true, false) => Movement::Churn,
        (true, true) if before_minor < after_minor => Movement::Expansion,
        (true, true) => Movement::Contraction,
    })
}

/// One customer's changes, in order of time, with those that start within `window` of the first of their
/// group made one; each is dated at its last change. A group that ends where it began disappears.
///
/// Their sum is that of the changes. Bought and cancelled within the hour is no movement at all:
///
/// ```
/// use billing::rules::movement::{Change, NETTING_WINDOW, net};
///
/// let bought = Change { at: "2026-05-01T10:00:00Z".parse()?, before_minor: 0, after_minor: 999 };
/// let regretted = Change { at: "2026-05-01T10:59:59Z".parse()?, before_minor: 999, after_minor: 0 };
/// assert_eq!(net(&[bought, regretted], NETTING_WINDOW), []);
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn net(changes: &[Change], window: SignedDuration) -> Vec<Change> {
    let mut groups: Vec<(Timestamp, Change)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((start, group)) if change.at.duration_since(*start) < window => {
                (group.at, group.after_minor) = (change.at, change.after_minor);
            }
            _ => groups.push((change.at, *change)),
        }
    }
    let moved = |(_, group): (Timestamp, Change)| (group.before_minor != group.after_minor).then_some(group);
    groups.into_iter().filter_map(moved).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A customer's random history: MRR after each change, and the seconds since the one before.
    fn history(steps: &[(i64, i64)]) -> Vec<Change> {
        let (mut at, mut before_minor, mut changes) = (0, 0, Vec::new());
        for &(after_minor, gap) in steps {
            at += gap;
            changes.push(Change { at: Timestamp::from_second(at).unwrap(), before_minor, after_minor });
            before_minor = after_minor;
        }
        changes
    }

    proptest! {
        /// The names against their definitions, read one by one over a whole history.
        #[test]
        fn a_history_is_named_as_defined(steps in prop::collection::vec((0i64..4, 1i64..9_000), 0..40)) {
            let mut highest = 0;
            let mut sums = [0i64; 5];
            for change in history(&steps) {
                let (b, a) = (change.before_minor, change.after_minor);
                let named = classify(b, a, highest > 0);
                prop_assert_eq!(named == Some(Movement::New), b == 0 && a > 0 && highest == 0);
                prop_assert_eq!(named == Some(Movement::Reactivation), b == 0 && a > 0 && highest > 0);
                prop_assert_eq!(named == Some(Movement::Churn), b > 0 && a == 0);
                prop_assert_eq!(named == Some(Movement::Expansion), b > 0 && a > b);
                prop_assert_eq!(named == Some(Movement::Contraction), a > 0 && a < b);
                if let Some(movement) = named {
                    sums[Movement::ALL.iter().position(|m| *m == movement).unwrap()] += a - b;
                }
                highest = highest.max(a);
            }
            let [new, expansion, reactivation, contraction, churn] = sums;
            prop_assert!(new >= 0 && expansion >= 0 && reactivation >= 0 && contraction <= 0 && churn <= 0);
            prop_assert_eq!(sums.iter().sum::<i64>(), steps.last().map_or(0, |(after, _)| *after));
        }

        #[test]
        fn netting_keeps_the_sum_and_spaces_the_groups(steps in prop::collection::vec((0i64..4, 1i64..9_000), 0..40)) {
            let changes = history(&steps);
            let netted = net(&changes, NETTING_WINDOW);
            let sum = |list: &[Change]| list.iter().map(|c| c.after_minor - c.before_minor).sum::<i64>();
            prop_assert_eq!(sum(&netted), sum(&changes));
            prop_assert!(netted.iter().all(|c| c.before_minor != c.after_minor));
            prop_assert!(netted.windows(2).all(|w| w[0].at < w[1].at && w[0].after_minor == w[1].before_minor));
            let apart: Vec<Change> = changes.iter().filter(|c| c.before_minor != c.after_minor).copied().collect();
            prop_assert_eq!(net(&changes, SignedDuration::ZERO), apart);
        }
    }

    #[test]
    fn the_window_is_half_open_and_starts_at_the_first_change() {
        let changes = history(&[(10, 0), (20, 3_599), (30, 1), (40, 3_599)]);
        let netted = net(&changes, NETTING_WINDOW);
        let seen: Vec<_> = netted.iter().map(|c| (c.at.as_second(), c.before_minor, c.after_minor)).collect();
        assert_eq!(seen, [(3_599, 0, 20), (7_199, 20, 40)]);
    }
}
