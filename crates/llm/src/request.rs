//! What is asked of a model.

use std::fmt;

/// A prompt. Nothing in it may identify a person: the caller answers for that.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The instructions; never a word that a user wrote.
    pub system: String,
    /// What the user's side says, each a message of its own: data first, then the user's question if there is one.
    pub user: Vec<String>,
    /// The longest answer in tokens; the installation's own limit holds when it is lower.
    pub max_tokens: u32,
}

impl Request {
    /// All that the model is given to read.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.system.as_str()).chain(self.user.iter().map(String::as_str))
    }
}

/// Sizes only: prompts are not logged.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<usize> = self.texts().map(str::len).collect();
        formatter.debug_struct("Request").field("bytes", &sizes).finish_non_exhaustive()
    }
}
