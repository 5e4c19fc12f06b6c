//! The circuit breaker: a provider that fails again and again is left alone for a while, so that callers fall back at
//! once instead of waiting.
//!
//! 1. *Closed*: calls pass; failures in a row are counted, and a success forgets them.
//! 2. *Open*: no call passes until the rest is over.
//! 3. *Half-open*: one call tries. Its success closes the circuit, its failure opens it anew; a trial that its caller
//!    gave up says nothing, and the next call tries.
//!
//! It asks no clock: instants are handed in.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

/// One circuit. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Breaker {
    failures: u32,
    rest: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Timestamp },
    HalfOpen,
}

/// Leave to make one call. Dropped without a word it changes nothing.
#[derive(Debug)]
#[must_use]
pub(crate) struct Permit {
    breaker: Breaker,
    trial: bool,
}

impl Breaker {
    /// A closed circuit that opens after so many failures in a row, and rests so long.
    pub(crate) fn new(failures: u32, rest: Duration) -> Self {
        let state = Arc::new(Mutex::new(State::Closed { failures: 0 }));
        Self { failures: failures.max(1), rest, state }
    }

    /// Leave to call now, or how long to wait.
    pub(crate) fn enter(&self, now: Timestamp) -> Result<Permit, Duration> {
        let mut state = self.state();
        let trial = match *state {
            State::Closed { .. } => false,
            State::Open { until } if now < until => {
                return Err(Duration::try_from(until.duration_since(now)).unwrap_or_default());
            }
            State::Open { .. } => {
                *state = State::HalfOpen;
                true
            }
            State::HalfOpen => return Err(Duration::from_secs(1)),
        };
        Ok(Permit { breaker: self.clone(), trial })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The provider answered, if only to refuse.
    pub(crate) fn succeeded(mut self) {
        let mut state = self.breaker.state();
        // What began before the circuit opened says nothing about the provider since.
        if self.trial || matches!(*state, State::Closed { .. }) {
            *state = State::Closed { failures: 0 };
        }
        drop(state);
        self.trial = false;
    }

    /// The provider failed.
    pub(crate) fn failed(mut self, now: Timestamp) {
        let mut state = self.breaker.state();
        let until = now.saturating_add(self.breaker.rest).unwrap_or(Timestamp::MAX);
        *state = match *state {
            State::Closed { failures } if failures + 1 < self.breaker.failures => {
                State::Closed { failures: failures + 1 }
            }
            State::Closed { .. } => State::Open { until },
            State::HalfOpen if self.trial => State::Open { until },
            other => other,
        };
        drop(state);
        self.trial = false;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.trial {
            *self.breaker.state() = State::Open { until: Timestamp::MIN };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REST: Duration = Duration::from_secs(30);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    fn opened() -> Breaker {
        let breaker = Breaker::new(2, REST);
        breaker.enter(at(0)).unwrap().failed(at(0));
        breaker.enter(at(0)).unwrap().failed(at(0));
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let breaker = Breaker::new(2, REST);
        for _ in 0..5 {
            breaker.enter(at(0)).unwrap().failed(at(0));
            breaker.enter(at(0)).unwrap().succeeded();
        }
        let breaker = opened();
        assert_eq!(breaker.enter(at(10)).unwrap_err(), Duration::from_secs(20));
    }

    #[test]
    fn one_call_tries_after_the_rest() {
        let breaker = opened();
        let trial = breaker.enter(at(30)).unwrap();
        assert!(breaker.enter(at(30)).is_err(), "only one");
        trial.failed(at(31));
        assert!(breaker.enter(at(60)).is_err(), "it rests anew");
        breaker.enter(at(61)).unwrap().succeeded();
        assert_eq!(*breaker.state(), State::Closed { failures: 0 });
    }

    #[test]
    fn a_trial_given_up_leaves_the_next_call_to_try() {
        let breaker = opened();
        drop(breaker.enter(at(30)).unwrap());
        breaker.enter(at(30)).unwrap().succeeded();
        assert!(breaker.enter(at(30)).is_ok());
    }

    #[test]
    fn calls_from_before_do_not_decide() {
        let breaker = Breaker::new(1, REST);
        let (late_success, late_failure) = (breaker.enter(at(0)).unwrap(), breaker.enter(at(0)).unwrap());
        breaker.enter(at(0)).unwrap().failed(at(0));
        late_success.succeeded();
        assert!(breaker.enter(at(29)).is_err(), "an old success does not close it");
        late_failure.failed(at(29));
        assert!(breaker.enter(at(30)).is_ok(), "an old failure does not lengthen the rest");
    }

    proptest! {
        /// Whatever happens, it never stays shut for good.
        #[test]
        fn it_always_comes_back(steps in prop::collection::vec((0u8..3, 0i64..40), 0..60)) {
            let breaker = Breaker::new(3, REST);
            let mut now = 0;
            for (outcome, pause) in steps {
                now += pause;
                if let Ok(permit) = breaker.enter(at(now)) {
                    match outcome {
                        0 => permit.succeeded(),
                        1 => permit.failed(at(now)),
                        _ => drop(permit),
                    }
                }
            }
            prop_assert!(breaker.enter(at(now + 30)).is_ok());
        }
    }
}
