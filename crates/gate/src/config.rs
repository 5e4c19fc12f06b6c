//! The section `[gate]`.

use std::num::NonZeroU64;

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

/// Which other origins a browser may call from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// Exact origins, as `https://app.example`; none means same origin only.
    pub origins: Vec<String>,
}
