//! How often and how late a failed job is tried again. Knows no clock and no randomness.

use std::time::Duration;

use jiff::SignedDuration;

/// How a kind of job is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Failures after which it is given up.
    pub failures: u32,
    /// The wait after the first failure.
    pub base: SignedDuration,
    /// The longest wait, before jitter.
    pub cap: SignedDuration,
    /// How long one run may take, in real time; a longer one counts as a failure.
    pub timeout: Duration,
}

impl Default for Policy {
    /// Twelve failures, from five seconds to an hour apart: about four hours in all; five minutes a run.
    fn default() -> Self {
        Self {
            failures: 12,
            base: SignedDuration::from_secs(5),
            cap: SignedDuration::from_hours(1),
            timeout: Duration::from_mins(5),
        }
    }
}

impl Policy {
    /// The wait after this many failures: min(cap, base x 2^(failures - 1)), 20 % less to 20 % more as
    /// `jitter` goes from 0 to 1. None when it is given up.
    pub(crate) fn wait_after(&self, failures: u32, jitter: f64) -> Option<SignedDuration> {
        if failures >= self.failures {
            return None;
        }
        let doublings = failures.saturating_sub(1).min(62);
        let whole = self.base.as_micros().saturating_mul(1 << doublings).min(self.cap.as_micros());
        #[expect(clippy::cast_precision_loss, reason = "a jittered wait is not exact anyway")]
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and a cap of 290,000 years is none")]
        let jittered = (whole as f64 * (0.8 + 0.4 * jitter)) as i64;
        Some(SignedDuration::from_micros(jittered))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(failures: u32, jitter: f64) -> Option<f64> {
        Policy::default().wait_after(failures, jitter).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn waits_double_up_to_the_cap_and_end() {
        let table = [(1, 5.0), (2, 10.0), (3, 20.0), (9, 1280.0), (10, 2560.0), (11, 3600.0)];
        for (failures, wait) in table {
            assert_eq!(seconds(failures, 0.5), Some(wait), "{failures}");
        }
        assert_eq!(seconds(12, 0.5), None);
        assert_eq!((seconds(1, 0.0), seconds(1, 1.0)), (Some(4.0), Some(6.0)));
    }

    proptest! {
        #[test]
        fn no_wait_leaves_its_bounds(failures in 0u32..u32::MAX, jitter in 0.0..1.0f64, base in 1i64..1_000_000, cap in 1i64..100_000_000) {
            let policy = Policy {
                failures: u32::MAX,
                base: SignedDuration::from_millis(base),
                cap: SignedDuration::from_millis(cap),
                ..Policy::default()
            };
            let wait = policy.wait_after(failures, jitter).unwrap();
            let least = base.min(cap);
            prop_assert!(wait.as_micros() >= i128::from(least * 800) - 1);
            prop_assert!(wait.as_micros() <= i128::from(cap * 1_200));
            let later = policy.wait_after(failures.saturating_add(1).min(u32::MAX - 1), jitter).unwrap();
            prop_assert!(later >= wait);
        }
    }
}
