//! The only place that reads the machine's time.
//!
//! 1. **Real** time governs tokens, limits, locks, audit and `recorded_at`.
//! 2. **Business** time governs trials, periods and ledger dates; a tenant's test clock moves it.
//!
//! Everything else takes one of the two as a parameter, so that a test moves time by hand.
//!
//! ```
//! use jiff::{SignedDuration, Timestamp};
//! use kernel::Clock;
//!
//! let clock = Clock::manual("2026-01-31T09:00:00Z".parse::<Timestamp>()?);
//! clock.advance(SignedDuration::from_hours(24));
//! assert_eq!(clock.now().to_string(), "2026-02-01T09:00:00Z");
//! # Ok::<(), jiff::Error>(())
//! ```

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// A source of instants: the machine's, or one that a test moves. Clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

/// The two clocks of the house, kept apart so that neither is used for the other by accident.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// Business time: trials, periods, ledger dates.
    pub business: Clock,
    /// Real time: tokens, limits, locks, audit.
    pub real: Clock,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until [`Clock::advance`] moves it. Resolution: one microsecond.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.as_microsecond()))))
    }

    /// The instant now, cut to the microsecond, which is what PostgreSQL stores.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's time is read")]
    pub fn now(&self) -> Timestamp {
        let microsecond = match &self.0 {
            Source::System => Timestamp::now().as_microsecond(),
            Source::Manual(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(microsecond).unwrap_or(Timestamp::MAX)
    }

    /// Moves a manual clock; the machine's clock stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Manual(at) = &self.0 {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            at.fetch_add(by, Ordering::SeqCst);
        }
    }
}

impl Clocks {
    /// Both clocks read the machine.
    #[must_use]
    pub fn system() -> Self {
        Self { business: Clock::system(), real: Clock::system() }
    }
}
