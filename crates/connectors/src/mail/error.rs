//! Why a mail was not sent.

/// Why not. None of it quotes the server, which may quote the recipient.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration, by its key.
    #[error("[connectors.mail] {0}")]
    Config(&'static str),
    /// The mail is none: which part, and why.
    #[error("the mail's {0}")]
    Unfit(&'static str),
    /// The server said no, with this SMTP status.
    #[error("refused with status {0}")]
    Refused(u16),
    /// The server could not be reached, has no TLS, or went away; or it has no word for what the mail needs.
    #[error("the mail server cannot be used: {0}")]
    Unreachable(&'static str),
    /// The server did not take it in time.
    #[error("the deadline passed")]
    Deadline,
    /// The folder.
    #[error("the mail folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// Refusals of the password, not of the mail: the operator will mend them.
const CREDENTIALS: [u16; 4] = [530, 534, 535, 538];

impl Error {
    /// Whether the same mail will be refused again, whenever it is sent.
    #[must_use]
    pub fn for_good(&self) -> bool {
        match self {
            Self::Refused(status) => *status >= 500 && !CREDENTIALS.contains(status),
            Self::Unfit(_) | Self::Config(_) => true,
            Self::Unreachable(_) | Self::Deadline | Self::Folder(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_yet_succeed_is_tried_again() {
        for (error, for_good) in [
            (Error::Refused(421), false),
            (Error::Refused(451), false),
            (Error::Refused(500), true),
            (Error::Refused(535), false),
            (Error::Refused(550), true),
            (Error::Unfit("subject"), true),
            (Error::Deadline, false),
            (Error::Unreachable("network"), false),
        ] {
            assert_eq!(error.for_good(), for_good, "{error}");
        }
    }
}
