//! The thread that ties a request to its log lines, audit entries and jobs.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const LONGEST: usize = 128;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Up to 128 characters from `A-Z a-z 0-9 . _ : -`; safe in a header and in a log line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Box<str>);

impl CorrelationId {
    /// A new one: `req_<unix seconds>_<ten random characters>`.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        let random = crate::entropy::bytes::<10>();
        let tail: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
        Self(format!("req_{}_{tail}", at.as_second()).into())
    }

    /// The caller's own, if it is well formed.
    #[must_use]
    pub fn accept(text: &str) -> Option<Self> {
        let fits = (1..=LONGEST).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte));
        (fits && plain).then(|| Self(text.into()))
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_text_is_accepted() {
        assert!(CorrelationId::accept("trace-1:2.3_x").is_some());
        for bad in ["", "a b", "a\nb", "é", &"x".repeat(129)] {
            assert!(CorrelationId::accept(bad).is_none(), "{bad:?}");
        }
        let own = CorrelationId::new(Timestamp::from_second(1_700_000_000).unwrap());
        assert!(own.as_str().starts_with("req_1700000000_"));
        assert_eq!(CorrelationId::accept(own.as_str()), Some(own));
    }
}
