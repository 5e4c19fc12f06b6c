//! Whether shared counts can be had: one failure leaves them alone for a while, so that a dead server costs one deadline
//! a rest and not one a request. It asks no clock and no server.

use std::sync::atomic::{AtomicI64, Ordering};

const CLOSED: i64 = 0;

/// Closed, or open until an instant in milliseconds. When that has come one request tries; the others go on without.
pub(super) struct Circuit {
    open_until: AtomicI64,
    rest_ms: i64,
}

impl Circuit {
    /// Closed.
    pub(super) fn new(rest_ms: u64) -> Self {
        Self { open_until: AtomicI64::new(CLOSED), rest_ms: i64::try_from(rest_ms).unwrap_or(i64::MAX / 2) }
    }

    /// Whether to try now.
    pub(super) fn enter(&self, now_ms: i64) -> bool {
        let until = self.open_until.load(Ordering::Acquire);
        if until == CLOSED {
            return true;
        }
        // An end further off than a rest was set before the clock was set back.
        if (now_ms..=now_ms + self.rest_ms).contains(&until) && now_ms != until {
            return false;
        }
        let next = now_ms + self.rest_ms;
        self.open_until.compare_exchange(until, next, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// It failed; whether that is news.
    pub(super) fn failed(&self, now_ms: i64) -> bool {
        self.open_until.swap(now_ms + self.rest_ms, Ordering::AcqRel) == CLOSED
    }

    /// It answered; whether that is news.
    pub(super) fn succeeded(&self) -> bool {
        self.open_until.load(Ordering::Acquire) != CLOSED
            && self.open_until.swap(CLOSED, Ordering::AcqRel) != CLOSED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failure_rests_and_one_request_tries_again() {
        let circuit = Circuit::new(1000);
        assert!(circuit.enter(5_000) && circuit.enter(5_000));
        assert!(circuit.failed(5_000), "news");
        assert!(!circuit.failed(5_000), "no news");
        assert!(!circuit.enter(5_001) && !circuit.enter(5_999));
        assert!(circuit.enter(6_000), "the rest is over: one tries");
        assert!(!circuit.enter(6_000), "and no other");
        assert!(circuit.succeeded() && !circuit.succeeded());
        assert!(circuit.enter(6_000) && circuit.enter(6_000));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_prolong_a_rest() {
        let circuit = Circuit::new(1000);
        let _ = circuit.failed(5_000_000);
        assert!(circuit.enter(1_000));
        assert!(!circuit.enter(1_001));
    }
}
