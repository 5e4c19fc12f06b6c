//! What a client is told of its limits: the fields `RateLimit-Policy` and `RateLimit` of
//! draft-ietf-httpapi-ratelimit-headers-10, structured-field lists of named policies. It decides nothing.

use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, HeaderValue};
use web::Class;

use super::{Policy, window::Tally};

/// What is left of one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Which routes.
    pub class: Class,
    /// Whose requests are counted: `address`, `network`, `account`, `guess`, `guess-anywhere`.
    pub counted_by: &'static str,
    /// Whether it is the shorter window.
    pub burst: bool,
    /// The policy.
    pub policy: Policy,
    /// Requests left now.
    pub remaining: u32,
    /// Seconds until more are left, rounded up.
    pub reset: u32,
}

impl Left {
    pub(super) fn new(
        class: Class,
        counted_by: &'static str,
        burst: bool,
        policy: Policy,
        tally: Tally,
    ) -> Self {
        let reset = u32::try_from(tally.wait_ms.div_ceil(1000)).unwrap_or(u32::MAX);
        let remaining = policy.limit.saturating_sub(tally.used);
        Self { class, counted_by, burst, policy, remaining, reset }
    }

    /// The policy's name, of the characters that need no quoting in a structured field.
    #[must_use]
    pub fn name(&self) -> String {
        let burst = if self.burst { "-burst" } else { "" };
        format!("{}-{}{burst}", class_name(self.class), self.counted_by)
    }
}

/// The limit that is nearest: the least left, and of those the longest to wait for.
#[must_use]
pub(crate) fn nearest(lefts: &[Left]) -> Option<&Left> {
    lefts.iter().min_by_key(|left| (left.remaining, u32::MAX - left.reset))
}

/// All policies that the request was held to, and what is left of the nearest.
pub(crate) fn dress(headers: &mut HeaderMap, lefts: &[Left]) {
    let Some(nearest) = nearest(lefts) else { return };
    let mut policies = String::with_capacity(40 * lefts.len());
    for left in lefts {
        let comma = if policies.is_empty() { "" } else { ", " };
        let Policy { limit, seconds } = left.policy;
        let _ = write!(policies, "{comma}\"{}\";q={limit};w={seconds}", left.name());
    }
    let now = format!("\"{}\";r={};t={}", nearest.name(), nearest.remaining, nearest.reset);
    for (name, value) in [("ratelimit-policy", policies), ("ratelimit", now)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// A class as clients see it.
pub(crate) fn class_name(class: Class) -> &'static str {
    match class {
        Class::Read => "read",
        Class::Write => "write",
        Class::SignIn => "sign_in",
        Class::SignUp => "sign_up",
        Class::Heavy => "heavy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(counted_by: &'static str, burst: bool, remaining: u32, reset: u32) -> Left {
        let policy =
            if burst { Policy { limit: 20, seconds: 1 } } else { Policy { limit: 120, seconds: 60 } };
        Left { class: Class::SignIn, counted_by, burst, policy, remaining, reset }
    }

    #[test]
    fn all_policies_are_named_and_the_nearest_is_told() {
        let lefts = [left("address", true, 3, 1), left("address", false, 0, 7), left("guess", true, 0, 1)];
        let mut headers = HeaderMap::new();
        dress(&mut headers, &lefts);
        let policies = "\"sign_in-address-burst\";q=20;w=1, \"sign_in-address\";q=120;w=60, \"sign_in-guess-burst\";q=20;w=1";
        assert_eq!(headers["ratelimit-policy"], policies);
        assert_eq!(
            headers["ratelimit"], "\"sign_in-address\";r=0;t=7",
            "of two that are used up the longer wait"
        );
        let mut headers = HeaderMap::new();
        dress(&mut headers, &[]);
        assert!(headers.is_empty(), "without limits there is nothing to tell");
    }
}
