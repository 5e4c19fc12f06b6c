//! The jobs of this room, by name and payload. What they do are actions; whoever runs them wires what this room does not
//! know.

use jiff::SignedDuration;
use kernel::NoticeId;
use serde::{Deserialize, Serialize};

/// Recurs: measures, then [`crate::actions::evaluate`].
pub const EVALUATE: &str = "alerts.evaluate";
/// How often.
pub const EVERY: SignedDuration = SignedDuration::from_secs(15);
/// Sends the letter of a notice to those whom it concerns.
pub const MAIL: &str = "alerts.mail";
/// Sums up what was not mailed: [`crate::actions::summarise`].
pub const SUMMARISE: &str = "alerts.summarise";

/// Before other work: an alert about a full queue must not wait in it.
pub const PRIORITY: i16 = 0;

/// Payload of [`MAIL`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// What is to be told.
    pub notice: NoticeId,
}

/// Payload of [`SUMMARISE`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summarise {
    /// Of which rule.
    pub rule: String,
}
