//! How an alert stands, and what becomes of that with the next observation.
//!
//! | | bad | good | nothing |
//! |---|---|---|---|
//! | normal | pending, or firing without a `for` | normal | no data |
//! | pending | firing once it is `for` old | normal | no data |
//! | firing | firing | recovering, or normal without a `keep` | no data |
//! | recovering | firing | normal once it is `keep` old | no data |
//! | no data | as normal; firing if it fired before | normal; recovering if it fired before | no data |
//!
//! From its first moment of firing until it is normal again an alert is *one* firing, however often it recovers half-way
//! or loses its data in between: that is what keeps a value on the edge from telling the same thing over and over.
//!
//! It knows no clock: an observation brings its instant. Durations are measured in steps forward; a clock that is set back
//! neither makes an alert fire sooner nor wait for the lost time again.

use jiff::{SignedDuration, Timestamp};

use super::rule::Settings;

/// What an alert shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// All is well.
    Normal,
    /// It is bad, not yet for long enough.
    Pending,
    /// It is bad, and somebody should know.
    Firing,
    /// It was bad and is good, not yet for long enough.
    Recovering,
    /// Nobody knows.
    NoData,
}

/// What an observation is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The threshold is reached.
    Bad,
    /// It is not.
    Good,
    /// There was no value.
    Nothing,
}

/// Where the machine stands: all that it remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the alert shows.
    pub state: State,
    /// Since when, by the clock of the last observation.
    pub since: Timestamp,
    /// When the last observation was made.
    pub seen: Timestamp,
    /// When the firing began that is not over yet.
    pub fired: Option<Timestamp>,
}

impl Standing {
    /// Nothing has been observed before `at`.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { state: State::NoData, since: at, seen: at, fired: None }
    }

    /// Normal from `at` on, whatever was: the rule was switched off.
    #[must_use]
    pub fn reset(at: Timestamp) -> Self {
        Self { state: State::Normal, ..Self::new(at) }
    }

    /// The standing after an observation at `at`.
    #[must_use]
    pub fn after(self, sign: Sign, at: Timestamp, settings: Settings) -> Self {
        let since =
            if at < self.seen { shifted(self.since, at.duration_since(self.seen)) } else { self.since };
        let lasted = at.duration_since(since);
        let fires = || if settings.hold <= SignedDuration::ZERO { State::Firing } else { State::Pending };
        let recovers =
            || if settings.keep <= SignedDuration::ZERO { State::Normal } else { State::Recovering };
        let state = match (self.state, sign) {
            (_, Sign::Nothing) => State::NoData,
            (State::Firing | State::Recovering, Sign::Bad) => State::Firing,
            (State::NoData, Sign::Bad) if self.fired.is_some() => State::Firing,
            (State::Pending, Sign::Bad) if lasted >= settings.hold => State::Firing,
            (State::Pending, Sign::Bad) => State::Pending,
            (State::Normal | State::NoData, Sign::Bad) => fires(),
            (State::Firing, Sign::Good) => recovers(),
            (State::NoData, Sign::Good) if self.fired.is_some() => recovers(),
            (State::Recovering, Sign::Good) if lasted < settings.keep => State::Recovering,
            (State::Normal | State::Pending | State::Recovering | State::NoData, Sign::Good) => State::Normal,
        };
        let fired = match state {
            State::Firing => self.fired.or(Some(at)),
            State::Recovering | State::NoData => self.fired,
            State::Normal | State::Pending => None,
        };
        Self { state, since: if state == self.state { since } else { at }, seen: at, fired }
    }
}

/// An instant beyond the years that can be written is the last one, or the first.
fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

impl State {
    const ALL: [Self; 5] = [Self::Normal, Self::Pending, Self::Firing, Self::Recovering, Self::NoData];

    /// Its name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Pending => "pending",
            Self::Firing => "firing",
            Self::Recovering => "recovering",
            Self::NoData => "no_data",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
