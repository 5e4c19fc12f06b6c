//! An answer that comes in pieces: server-sent events, outside of the envelope.
//!
//! Each event has a name and JSON data. What goes wrong after the first byte is the last event, `error`, with what the
//! envelope would have said; a comment every few seconds keeps proxies from closing a quiet stream.

use std::time::Duration;

use axum::response::{
    IntoResponse, Response,
    sse::{self, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use http::{HeaderName, HeaderValue, header};
use kernel::CorrelationId;
use serde::Serialize;

use crate::{Error, Result, envelope};

const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    name: &'static str,
    data: String,
}

impl Event {
    /// An event of this name with this data.
    ///
    /// # Errors
    /// When the data does not serialise.
    pub fn new(name: &'static str, data: &impl Serialize) -> Result<Self> {
        Ok(Self { name, data: serde_json::to_string(data).map_err(Error::internal)? })
    }
}

/// The events as an answer. It ends with the stream; an error should be its last item.
pub fn events(
    correlation: CorrelationId,
    events: impl Stream<Item = Result<Event>> + Send + 'static,
) -> Response {
    let written = events.map(move |event| {
        let (name, data) = match event {
            Ok(Event { name, data }) => (name, data),
            Err(error) => ("error", envelope::broken(&error, &correlation)),
        };
        Ok::<_, std::convert::Infallible>(sse::Event::default().event(name).data(data))
    });
    let quiet = KeepAlive::new().interval(SIGN_OF_LIFE);
    let mut response = Sse::new(written).keep_alive(quiet).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // What nginx in front would otherwise collect before it passes it on.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Whether the caller asks for events instead of one answer.
#[must_use]
pub fn wanted(accept: Option<&HeaderValue>) -> bool {
    let listed = accept.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut ranges = listed.split(',').filter_map(|range| range.trim().parse::<mime::Mime>().ok());
    ranges.any(|range| range.essence_str() == mime::TEXT_EVENT_STREAM.essence_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_wanted_by_name_only() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("application/json, text/event-stream;q=0.9", true),
            ("*/*", false),
            ("application/json", false),
            ("text/event-streams", false),
        ] {
            assert_eq!(wanted(Some(&HeaderValue::from_static(accept))), expected, "{accept}");
        }
        assert!(!wanted(None));
    }

    #[tokio::test]
    async fn an_error_is_the_last_event_and_tells_no_cause() {
        let correlation = CorrelationId::accept("req_1_abc").unwrap();
        let told = vec![Event::new("delta", &json!({"text": "a\nb"})), Err(Error::internal("secret"))];
        let response = events(correlation, futures_util::stream::iter(told));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.starts_with("event: delta\ndata: {\"text\":\"a\\nb\"}\n\n"), "{text}");
        assert!(text.contains("event: error\ndata: {\"success\":false"), "{text}");
        assert!(text.contains("INTERNAL_ERROR") && text.contains("req_1_abc") && !text.contains("secret"));
    }
}
