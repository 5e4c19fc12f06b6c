//! What an action asks to be done later.

use jiff::Timestamp;
use serde::Serialize;

/// Background work, collected by [`crate::Unit::enqueue`] and queued by the commit of the change that
/// asks for it: both happen, or neither.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Which handler runs it, as `room.verb`: `billing.lapse`.
    pub kind: &'static str,
    /// What the handler needs; identifiers, never personal facts.
    pub payload: serde_json::Value,
    /// 0 first, 9 last.
    pub priority: i16,
    /// Business time before which it does not start; at once when `None`.
    pub run_at: Option<Timestamp>,
    /// While a job of this kind with this key waits, another is not added.
    pub unique_key: Option<String>,
}

impl NewJob {
    /// A job of middle priority that may start at once.
    #[must_use]
    pub fn new(kind: &'static str, payload: impl Serialize) -> Self {
        let payload = serde_json::to_value(payload).unwrap_or_default();
        Self { kind, payload, priority: 5, run_at: None, unique_key: None }
    }

    /// Starts no earlier than `at`.
    #[must_use]
    pub fn at(self, at: Timestamp) -> Self {
        Self { run_at: Some(at), ..self }
    }

    /// Stays alone: a second one with the same key is not added while this one waits.
    #[must_use]
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }
}
