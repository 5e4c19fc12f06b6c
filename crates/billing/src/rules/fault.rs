//! What is wrong with a plan or a catalogue, field by field. It knows no HTTP status.

use serde::Serialize;

/// One wrong field: where, a code for machines, a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The field, for example `prices[1].price`.
    pub path: String,
    /// Lower-case words joined by underscores, for example `negative`.
    pub code: &'static str,
    /// What is expected.
    pub message: String,
}

impl Fault {
    pub(super) fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}
