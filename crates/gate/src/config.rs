//! The section `[gate]`.

use std::{
    num::{NonZeroU32, NonZeroU64},
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use serde::Deserialize;

use crate::{detection::DetectionConfig, limits::LimitsConfig};

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
    /// Counters of rates that are remembered at once, at 128 bytes each; the emptiest are forgotten first.
    pub remembered_callers: NonZeroU64,
    /// Browsers of other origins.
    pub cors: Cors,
    /// Requests per window, by class of route.
    pub limits: LimitsConfig,
    /// Whether there is a probe: a path at which requests are judged and served by nobody.
    pub probe: bool,
    /// Which detectors are on.
    pub detection: DetectionConfig,
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
