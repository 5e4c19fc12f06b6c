//! What an operator may set about accounts.

use jiff::SignedDuration;
use serde::Deserialize;

/// The section `accounts`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How long an access token is good.
    pub access_token_seconds: u32,
    /// How long a sign-in lasts before the password is asked for again.
    pub session_days: u16,
    /// Sign-ins of one user at once; the oldest ends when one more comes.
    pub sessions_per_user: u16,
    /// How long a refresh token that was just used is answered with its successor.
    pub refresh_grace_seconds: u16,
    /// The fewest characters of a new password.
    pub password_min: u16,
    /// What a password hash costs.
    pub hashing: Hashing,
}

/// The cost of a password hash (Argon2id) and how much of the machine it may take.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hashing {
    /// Memory of one run, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes that the memory is split into.
    pub lanes: u32,
    /// Runs at once.
    pub at_once: u16,
    /// Runs that may wait for their turn; beyond them the answer is 503.
    pub waiting: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            access_token_seconds: 600,
            session_days: 30,
            sessions_per_user: 20,
            refresh_grace_seconds: 10,
            password_min: 15,
            hashing: Hashing::default(),
        }
    }
}

impl Default for Hashing {
    /// The first choice of OWASP's cheat sheet for Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1, at_once: 2, waiting: 32 }
    }
}

impl Config {
    pub(crate) fn access_lifetime(&self) -> SignedDuration {
        SignedDuration::from_secs(self.access_token_seconds.into())
    }

    pub(crate) fn session_lifetime(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.session_days))
    }

    pub(crate) fn grace(&self) -> SignedDuration {
        SignedDuration::from_secs(self.refresh_grace_seconds.into())
    }
}
