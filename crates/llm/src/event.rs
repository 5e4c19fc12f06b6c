//! What an answer consists of, alike for every dialect.

/// A piece of an answer: any number of [`Event::Delta`] and [`Event::Usage`], then one [`Event::End`], and
/// nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Text to append. Never empty; of control characters only tab and line feed occur.
    Delta(String),
    /// What the provider has counted so far. It may never come; a later one replaces an earlier one.
    Usage(Usage),
    /// The answer is whole.
    End(End),
}

/// Tokens as the provider counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Of the prompt, cached parts included.
    pub input: Option<u32>,
    /// Of the answer, unseen reasoning included.
    pub output: Option<u32>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The model had said what it had to say.
    Stop,
    /// The limit of tokens was reached: the last sentence may be cut.
    Length,
    /// The provider's own filter ended it: better not shown.
    Filtered,
    /// Something else, such as the call of a tool that nobody offered.
    Other,
}

impl Usage {
    /// Both, where a count that is there wins over one that is not and the later over the earlier.
    pub(crate) fn then(self, later: Self) -> Self {
        Self { input: later.input.or(self.input), output: later.output.or(self.output) }
    }
}
