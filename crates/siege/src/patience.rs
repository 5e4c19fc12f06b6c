//! The one place that reads a stopwatch and the one place that waits: for conditions, with deadlines. What is watched
//! are other processes, which announce nothing, so conditions are looked at again and again.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How long one look is apart from the next.
const LOOK: Duration = Duration::from_millis(5);

/// Measures how long something of another process takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "measures processes from outside; no value of the product comes of it"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since.
    #[must_use]
    pub fn read(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `limit`; `None` when it has passed.
    #[must_use]
    pub fn left_of(self, limit: Duration) -> Option<Duration> {
        limit.checked_sub(self.read()).filter(|left| !left.is_zero())
    }
}

/// Waits until something holds; answers how long that took.
///
/// # Errors
/// `what` did not hold within `limit`.
pub fn until(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) -> Result<Duration, String> {
    let watch = Stopwatch::start();
    while !holds() {
        if watch.left_of(limit).is_none() {
            return Err(format!("not within {limit:?}: {what}"));
        }
        thread::park_timeout(LOOK);
    }
    Ok(watch.read())
}

/// Lets a time pass that chance has chosen: the moment of a kill, the pace of a slow client. Never waits for anything.
pub fn pass(time: Duration) {
    let watch = Stopwatch::start();
    while let Some(left) = watch.left_of(time) {
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_condition_or_the_deadline() {
        let mut looks = 0;
        let held = until(Duration::from_secs(10), "three looks", || {
            looks += 1;
            looks == 3
        });
        assert!(held.is_ok());
        let never = until(Duration::from_millis(20), "nothing", || false);
        assert_eq!(never.unwrap_err(), "not within 20ms: nothing");
    }
}
