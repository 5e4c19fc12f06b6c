//! Reading a body once: its type, its length and its time bounded, then parsed once.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use web::tree;

use crate::Reason;

/// The body of a route that declares one: its tree, and the bytes as they came.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    deadline: Duration,
) -> Result<(Value, Bytes), Reason> {
    if !is_plain_json(headers) {
        return Err(Reason::MediaType);
    }
    let raw = collect(body, limit, deadline).await?;
    let tree = tree::parse(&raw).map_err(Reason::BodyMalformed)?;
    Ok((tree, raw))
}

pub(crate) async fn collect(body: Body, limit: usize, deadline: Duration) -> Result<Bytes, Reason> {
    match tokio::time::timeout(deadline, Limited::new(body, limit).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Reason::BodyTooLarge { limit }),
        Ok(Err(_)) => Err(Reason::BodyBroken),
        Err(_) => Err(Reason::BodyTooSlow),
    }
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let charset = parameters.trim().to_ascii_lowercase();
    let utf8 = charset.is_empty() || charset == "charset=utf-8" || charset == "charset=\"utf-8\"";
    kind.trim().eq_ignore_ascii_case("application/json")
        && utf8
        && !headers.contains_key(header::CONTENT_ENCODING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_json_is_read() {
        let plain = |kind: &str, encoding: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            encoding.map(|encoding| headers.insert(header::CONTENT_ENCODING, encoding.parse().unwrap()));
            is_plain_json(&headers)
        };
        assert!(plain("application/json", None) && plain("Application/JSON; charset=UTF-8", None));
        for bad in ["text/plain", "application/json; charset=utf-16", "application/x-www-form-urlencoded", ""]
        {
            assert!(!plain(bad, None), "{bad}");
        }
        assert!(!plain("application/json", Some("gzip")));
    }

    #[tokio::test]
    async fn long_and_broken_bodies_are_told_apart() {
        let wait = Duration::from_secs(5);
        assert_eq!(collect(Body::from("1234"), 4, wait).await.unwrap(), "1234");
        assert!(matches!(
            collect(Body::from("12345"), 4, wait).await,
            Err(Reason::BodyTooLarge { limit: 4 })
        ));
    }
}
