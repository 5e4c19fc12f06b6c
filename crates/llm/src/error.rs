//! What a caller may do about a call that failed. Codes are `UPPER_SNAKE`; nothing here carries a word of a
//! prompt, of an answer, of a provider's message or of the key.

use std::time::Duration;

use crate::Settled;

/// Why there is no whole answer. The caller falls back to its own text in each case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The provider cannot be had now; nothing was said. Release what was reserved.
    #[error("the provider is unavailable: {code}")]
    Unavailable {
        /// What was in the way.
        code: &'static str,
        /// How long it asks to be left alone, or the breaker says to leave it alone.
        retry_after: Option<Duration>,
    },
    /// The provider will not answer this prompt; nothing was said. Release, and do not ask again.
    #[error("the provider refuses to answer: {code}")]
    Refused {
        /// Who refused.
        code: &'static str,
    },
    /// The prompt does not fit the model; nothing was said. Release; a shorter one may fit.
    #[error("the prompt is too long: {code}")]
    TooLong {
        /// Who said so.
        code: &'static str,
    },
    /// The answer broke off after its first words. Settle or release, as the product promises.
    #[error("the answer broke off: {code}")]
    BrokenMidStream {
        /// What broke it.
        code: &'static str,
        /// What it has cost so far.
        settled: Settled,
    },
    /// The operator's configuration does not work: address, key, model or dialect. Release.
    #[error("the provider is not configured right: {code}")]
    Misconfigured {
        /// What is wrong.
        code: &'static str,
    },
}

impl Error {
    /// The short code, fit for logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { code, .. }
            | Self::Refused { code }
            | Self::TooLong { code }
            | Self::BrokenMidStream { code, .. }
            | Self::Misconfigured { code } => code,
        }
    }
}
