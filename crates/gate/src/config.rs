//! The section `[gate]`.

use std::{
    num::{NonZeroU32, NonZeroU64},
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use web::Class;

/// What is in force at the gate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Networks that are refused.
    pub deny: Vec<IpNet>,
    /// When not empty, the only networks that are let in.
    pub allow: Vec<IpNet>,
    /// Countries.
    pub countries: Countries,
    /// Addresses that are let in no more for a time.
    pub blocks: Blocks,
    /// Seconds within which a body must be there whole.
    pub body_seconds: NonZeroU64,
    /// Callers whose rates are remembered at once; the longest idle are forgotten first.
    pub remembered_callers: NonZeroU64,
    /// Browsers of other origins.
    pub cors: Cors,
    /// Requests per window, by class of route.
    pub limits: Limits,
}

/// Which countries are let in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// When not empty, the only countries that are let in, by two letters.
    pub allow: Vec<String>,
    /// Countries that are refused.
    pub deny: Vec<String>,
    /// The file that says which address is where; empty for none, and then there are no rules.
    pub database: PathBuf,
}

/// What refusals lead to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// What happens at the threshold.
    pub automatic: Automatic,
    /// The score at which an address is blocked.
    pub threshold: NonZeroU32,
    /// Seconds in which a score loses half of itself.
    pub half_life_seconds: NonZeroU32,
    /// Seconds of the first block; each next one in a row lasts twice as long.
    pub first_seconds: NonZeroU32,
    /// Seconds of the longest.
    pub longest_seconds: NonZeroU32,
    /// Seconds after its end for which a block makes the next one longer.
    pub memory_seconds: NonZeroU32,
    /// Networks that are never blocked, besides loopback, trusted proxies and `gate.allow`.
    pub never: Vec<IpNet>,
}

/// What happens at the threshold.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Automatic {
    /// The address is blocked.
    Enforce,
    /// It is logged and counted.
    Observe,
    /// Nothing; nobody has a score.
    Off,
}

impl Blocks {
    /// The time in which a score loses half of itself.
    #[must_use]
    pub fn half_life(&self) -> Duration {
        Duration::from_secs(u64::from(self.half_life_seconds.get()))
    }
}

/// Which other origins a browser may call from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// Exact origins, as `https://app.example`; none means same origin only.
    pub origins: Vec<String>,
}

/// The limits of each class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Reading one's own, and paths that do not exist.
    pub read: LimitConfig,
    /// Changing something.
    pub write: LimitConfig,
    /// Trying credentials.
    pub sign_in: LimitConfig,
    /// Making accounts.
    pub sign_up: LimitConfig,
    /// Reports and exports.
    pub heavy: LimitConfig,
}

/// The limits of one class; zero switches one off.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LimitConfig {
    /// Requests of one address in a window; an IPv6 address counts by its /64.
    pub per_address: u32,
    /// Requests of one account in a window; when signing in, guesses at one account from one address, and ten times as
    /// many from all addresses together.
    pub per_account: u32,
    /// The window's length in seconds.
    pub seconds: NonZeroU32,
}

impl Limits {
    /// The limits of a class.
    #[must_use]
    pub fn of(&self, class: Class) -> LimitConfig {
        match class {
            Class::Read => self.read,
            Class::Write => self.write,
            Class::SignIn => self.sign_in,
            Class::SignUp => self.sign_up,
            Class::Heavy => self.heavy,
        }
    }

    /// Every class with its limits.
    pub fn each(&self) -> impl Iterator<Item = (Class, LimitConfig)> {
        [Class::Read, Class::Write, Class::SignIn, Class::SignUp, Class::Heavy]
            .map(|class| (class, self.of(class)))
            .into_iter()
    }
}
