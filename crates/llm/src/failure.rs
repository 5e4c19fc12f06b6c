//! How one attempt failed, and whether a second one is worth while. Pure: it judges what it is given.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};
use serde::Deserialize;

use crate::{Error, Settled};

/// What went wrong with one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    kind: Kind,
    pub code: &'static str,
    retry_after: Option<Duration>,
    /// Another attempt may fare better.
    again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Unavailable,
    Refused,
    TooLong,
    Misconfigured,
}

impl Failure {
    /// It may go better at once.
    pub(crate) const fn passing(code: &'static str) -> Self {
        Self { kind: Kind::Unavailable, code, retry_after: None, again: true }
    }

    /// It may go better later, but this call is over.
    pub(crate) const fn unavailable(code: &'static str) -> Self {
        Self { kind: Kind::Unavailable, code, retry_after: None, again: false }
    }

    pub(crate) const fn refused(code: &'static str) -> Self {
        Self { kind: Kind::Refused, code, retry_after: None, again: false }
    }

    pub(crate) const fn too_long(code: &'static str) -> Self {
        Self { kind: Kind::TooLong, code, retry_after: None, again: false }
    }

    pub(crate) const fn misconfigured(code: &'static str) -> Self {
        Self { kind: Kind::Misconfigured, code, retry_after: None, again: false }
    }

    /// What an answer with that status means; `body` is the beginning of its body, of which only known codes are
    /// read. Retry-After is in seconds or a date.
    pub(crate) fn of_status(status: u16, retry_after: Option<&str>, body: &[u8], now: Timestamp) -> Self {
        let said = Said::read(body);
        let judged = match status {
            300..=399 => Self::misconfigured("REDIRECTED"),
            400 | 422 => said.judge().unwrap_or(Self::misconfigured("REQUEST_NOT_UNDERSTOOD")),
            401 | 403 => Self::misconfigured("KEY_NOT_ACCEPTED"),
            402 => Self::misconfigured("OUT_OF_CREDIT"),
            404 => Self::misconfigured("NO_SUCH_ADDRESS_OR_MODEL"),
            408 => Self::passing("PROVIDER_TIMED_OUT"),
            413 => Self::too_long("BODY_TOO_LARGE"),
            429 if said.out_of_credit() => Self::misconfigured("OUT_OF_CREDIT"),
            429 => Self::passing("RATE_LIMITED"),
            500..=599 => Self::passing("PROVIDER_FAILED"),
            _ => Self::misconfigured("UNEXPECTED_STATUS"),
        };
        Self { retry_after: retry_after.and_then(|text| delay(text, now)), ..judged }
    }

    /// What an `error` in the middle of a stream means.
    pub(crate) fn of_event(error: &serde_json::Value) -> Self {
        Said(error.clone()).judge().unwrap_or(Self::passing("PROVIDER_FAILED"))
    }

    /// How long to wait before the second attempt; none when there is to be none: it would not help, or it would
    /// not be over by the deadline.
    pub(crate) fn wait(&self, backoff: Duration, left: Duration) -> Option<Duration> {
        let wait = self.retry_after.unwrap_or(backoff);
        (self.again && wait < left).then_some(wait)
    }

    /// Whether the provider is to blame, which the breaker counts.
    pub(crate) fn is_outage(&self) -> bool {
        self.kind == Kind::Unavailable
    }

    /// The error for the caller: with words already said, whatever went wrong broke them off.
    pub(crate) fn error(&self, said: Option<Settled>) -> Error {
        let code = self.code;
        match (said, self.kind) {
            (Some(settled), _) => Error::BrokenMidStream { code, settled },
            (None, Kind::Unavailable) => Error::Unavailable { code, retry_after: self.retry_after },
            (None, Kind::Refused) => Error::Refused { code },
            (None, Kind::TooLong) => Error::TooLong { code },
            (None, Kind::Misconfigured) => Error::Misconfigured { code },
        }
    }
}

/// Seconds, or a date as HTTP writes it.
fn delay(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let at = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

/// The `error` object of a provider. Its message is searched for one known turn of phrase and goes nowhere.
struct Said(serde_json::Value);

impl Said {
    fn read(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Body {
            error: serde_json::Value,
        }
        Self(serde_json::from_slice::<Body>(body).map_or(serde_json::Value::Null, |body| body.error))
    }

    fn field(&self, name: &str) -> &str {
        self.0.get(name).and_then(serde_json::Value::as_str).unwrap_or_default()
    }

    fn judge(&self) -> Option<Failure> {
        let message = self.field("message");
        let long = ["prompt is too long", "maximum context length", "context window", "context length"];
        Some(match (self.field("code"), self.field("type")) {
            ("context_length_exceeded" | "string_above_max_length", _) => {
                Failure::too_long("CONTEXT_EXCEEDED")
            }
            ("content_filter" | "content_policy_violation", _) => Failure::refused("CONTENT_POLICY"),
            ("insufficient_quota", _) | (_, "insufficient_quota" | "billing_error") => {
                Failure::misconfigured("OUT_OF_CREDIT")
            }
            (_, "authentication_error" | "permission_error") => Failure::misconfigured("KEY_NOT_ACCEPTED"),
            (_, "not_found_error") => Failure::misconfigured("NO_SUCH_ADDRESS_OR_MODEL"),
            (_, "request_too_large") => Failure::too_long("BODY_TOO_LARGE"),
            (_, "overloaded_error") => Failure::passing("OVERLOADED"),
            (_, "rate_limit_error") => Failure::passing("RATE_LIMITED"),
            _ if long.iter().any(|phrase| message.contains(phrase)) => Failure::too_long("CONTEXT_EXCEEDED"),
            (_, "invalid_request_error") => Failure::misconfigured("REQUEST_NOT_UNDERSTOOD"),
            _ => return None,
        })
    }

    fn out_of_credit(&self) -> bool {
        self.field("code") == "insufficient_quota" || self.field("type") == "insufficient_quota"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T10:00:00Z";

    fn of(status: u16, retry_after: Option<&str>, body: &str) -> Failure {
        Failure::of_status(status, retry_after, body.as_bytes(), NOW.parse().unwrap())
    }

    #[test]
    fn statuses_become_what_a_caller_may_do() {
        let context =
            r#"{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}"#;
        let prompt = r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#;
        let filter = r#"{"error":{"code":"content_filter","message":"secret prompt"}}"#;
        let quota = r#"{"error":{"type":"insufficient_quota","code":"insufficient_quota"}}"#;
        let unavailable = |code, again| Failure { again, ..Failure::unavailable(code) };
        for (status, body, expected) in [
            (400, "", Failure::misconfigured("REQUEST_NOT_UNDERSTOOD")),
            (400, context, Failure::too_long("CONTEXT_EXCEEDED")),
            (400, prompt, Failure::too_long("CONTEXT_EXCEEDED")),
            (400, filter, Failure::refused("CONTENT_POLICY")),
            (401, "{", Failure::misconfigured("KEY_NOT_ACCEPTED")),
            (404, "null", Failure::misconfigured("NO_SUCH_ADDRESS_OR_MODEL")),
            (413, "", Failure::too_long("BODY_TOO_LARGE")),
            (429, "", unavailable("RATE_LIMITED", true)),
            (429, quota, Failure::misconfigured("OUT_OF_CREDIT")),
            (500, "", unavailable("PROVIDER_FAILED", true)),
            (529, "", unavailable("PROVIDER_FAILED", true)),
            (302, "", Failure::misconfigured("REDIRECTED")),
            (204, "", Failure::misconfigured("UNEXPECTED_STATUS")),
        ] {
            assert_eq!(of(status, None, body), expected, "{status} {body}");
        }
        assert!(!format!("{:?}", of(400, None, filter).error(None)).contains("secret"));
    }

    #[test]
    fn the_wait_honours_the_provider_and_the_deadline() {
        let second = Duration::from_secs(1);
        let backoff = second / 4;
        for (failure, left, expected) in [
            (of(500, None, ""), second, Some(backoff)),
            (of(429, Some("2"), ""), 3 * second, Some(2 * second)),
            (of(429, Some(" 0 "), ""), second, Some(Duration::ZERO)),
            (of(429, Some("2"), ""), second, None),
            (of(429, Some("soon"), ""), second, Some(backoff)),
            (of(503, Some("Sun, 22 Nov 2026 10:00:02 GMT"), ""), 3 * second, Some(2 * second)),
            (of(503, Some("Sun, 22 Nov 2026 09:00:00 GMT"), ""), second, Some(Duration::ZERO)),
            (of(500, None, ""), Duration::ZERO, None),
            (of(401, None, ""), second, None),
            (Failure::unavailable("SILENT"), second, None),
        ] {
            assert_eq!(failure.wait(backoff, left), expected, "{failure:?}");
        }
        let told = Error::Unavailable { code: "RATE_LIMITED", retry_after: Some(2 * second) };
        assert_eq!(of(429, Some("2"), "").error(None), told);
    }
}
