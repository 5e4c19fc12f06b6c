//! Keeps a server alive: looks twice a second whether it still is, and starts it again if not, ever more slowly while
//! that fails. Says what happened and leaves logging to the caller.

use std::time::Duration;

use crate::Error;

/// How long one look is apart from the next.
const LOOK: Duration = Duration::from_millis(500);

/// The longest pause between two attempts to start.
const LONGEST: Duration = Duration::from_secs(30);

/// What the supervision saw.
#[derive(Debug)]
pub enum Event {
    /// The server was dead and has been started again.
    Restarted,
    /// The server was dead and could not be started; another attempt follows after the pause.
    Failed {
        /// Why.
        error: Error,
        /// The pause before the next attempt.
        pause: Duration,
    },
}

/// The pause before the next look: short while all is well, doubled with every failure in a row.
pub(crate) fn pause(failures: u32) -> Duration {
    LOOK.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_slow_the_attempts_down_to_two_a_minute() {
        let pauses: Vec<u128> = [0, 1, 2, 5, 6, 7, 400].map(|count| pause(count).as_millis()).into();
        assert_eq!(pauses, [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
    }
}
