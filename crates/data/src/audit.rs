//! What an action leaves in the audit log.

use serde::Serialize;

/// One entry, collected by [`crate::Unit::audit`] and written by the commit of the change it tells of.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// What was done, as `room.noun.verb`: `accounts.user.created`.
    pub action: &'static str,
    /// To what, as `noun:id`.
    pub target: String,
    /// Facts worth keeping for seven years; never a personal one.
    pub details: serde_json::Value,
}

impl AuditEntry {
    /// An entry without details.
    #[must_use]
    pub fn new(action: &'static str, noun: &str, id: impl std::fmt::Display) -> Self {
        Self { action, target: format!("{noun}:{id}"), details: serde_json::json!({}) }
    }

    /// Adds details, an object of facts.
    #[must_use]
    pub fn with(mut self, details: impl Serialize) -> Self {
        self.details = serde_json::to_value(details).unwrap_or_else(|_| serde_json::json!({}));
        self
    }
}
