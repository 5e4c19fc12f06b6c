//! How a handler says that a job is not done, and what is to become of it.

use jiff::Timestamp;

/// The cause of a failure, for the log.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a job is not done. Codes are `UPPER_SNAKE` and hold nothing personal: they are kept with the job.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later, until the policy gives up.
    #[error("to be tried again: {code}")]
    Retry {
        /// What failed.
        code: &'static str,
        /// Why; logged, never kept.
        #[source]
        cause: Option<Cause>,
    },
    /// Never try again: nobody needs it any more, or it can never succeed.
    #[error("discarded: {code}")]
    Discard {
        /// Why.
        code: &'static str,
    },
    /// Never try again, and keep it as failed: it can never succeed, and somebody should know.
    #[error("given up: {code}")]
    GiveUp {
        /// Why.
        code: &'static str,
        /// The cause; logged, never kept.
        #[source]
        cause: Option<Cause>,
    },
    /// Not now: run it no earlier than this business time. That is no failure.
    #[error("not before {0}")]
    Snooze(Timestamp),
}

impl JobError {
    /// To be tried again.
    #[must_use]
    pub fn retry(code: &'static str) -> Self {
        Self::Retry { code, cause: None }
    }

    /// To be tried again, with a cause for the log.
    #[must_use]
    pub fn because(code: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Retry { code, cause: Some(cause.into()) }
    }

    /// Not to be tried again, but kept as failed, with a cause for the log.
    #[must_use]
    pub fn give_up(code: &'static str, cause: impl Into<Cause>) -> Self {
        Self::GiveUp { code, cause: Some(cause.into()) }
    }

    /// Not to be tried again.
    #[must_use]
    pub fn discard(code: &'static str) -> Self {
        Self::Discard { code }
    }
}

impl From<data::Error> for JobError {
    /// All are tried again: the database comes back, rows are let go, a bug is mended.
    fn from(error: data::Error) -> Self {
        let code = match &error {
            data::Error::Unavailable(_) => "DATABASE_UNAVAILABLE",
            data::Error::Conflict(_) => "CONFLICT",
            data::Error::Superseded => "SUPERSEDED",
            data::Error::Seal => "SEAL",
            _ => "STATEMENT",
        };
        Self::because(code, error)
    }
}
