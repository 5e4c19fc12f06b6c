//! Connectors: the ways by which something leaves the house for a service of somebody else's. The first is [`mail`].
//!
//! 1. Nothing is sent while a unit holds a connection: load, close, send, settle.
//! 2. A connector sends once and says how that ended; trying again is the queue's.
//! 3. Addresses and secrets of services come from the operator's configuration and from nowhere else, and no secret,
//!    recipient or answer of a service is logged or part of an error: codes only.
//!
//! It knows no capability and not why something is sent.

pub mod mail;

use serde::Deserialize;

/// The section `[connectors]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Mail.
    pub mail: mail::Config,
}
