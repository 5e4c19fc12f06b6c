//! Step 3: which other origins a browser may call from.
//!
//! A foreign origin is not refused; it gets no permission, and the browser keeps the answer from the
//! page. A named origin may send credentials of its own (the bearer token), never cookies.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

const METHODS: &str = "GET, POST, PUT, PATCH, DELETE";
const HEADERS: &str = "authorization, content-type, idempotency-key, x-correlation-id";
const EXPOSED: &str = "x-correlation-id, retry-after, ratelimit, ratelimit-policy, idempotency-replayed";

/// The origin of the request, if it is one of the named.
pub(crate) fn decide(headers: &HeaderMap, origins: &[String]) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    origins.iter().any(|named| named.as_bytes() == origin.as_bytes()).then(|| origin.clone())
}

/// Tells the browser what it may do.
pub(crate) fn dress(response: &mut Response, origin: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_origin_to_the_letter_is_allowed() {
        let origins = ["https://app.example".to_owned()];
        let from = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            decide(&headers, &origins).is_some()
        };
        assert!(from("https://app.example"));
        for foreign in ["http://app.example", "https://app.example.evil.test", "https://APP.example", "null"]
        {
            assert!(!from(foreign), "{foreign}");
        }
        assert!(decide(&HeaderMap::new(), &origins).is_none());
    }
}
