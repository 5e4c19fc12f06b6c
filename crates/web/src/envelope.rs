//! The one place where answers and errors become bytes.
//!
//! Success `{"success":true,"data":…,"correlation_id":…}`; failure
//! `{"success":false,"message":…,"code":…,"correlation_id":…,"details":…}`. Pictures, files, streams and
//! documents pass as they are. The cause of a failure is logged here, once, and never sent.

use std::{error::Error as StdError, sync::Arc};

use axum::{body::Body, response::Response};
use http::{HeaderValue, header};
use kernel::CorrelationId;
use serde::Serialize;

use crate::{Error, reply::Payload};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

#[derive(Serialize)]
struct Failure<'a> {
    success: bool,
    message: &'a str,
    code: &'a str,
    correlation_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a serde_json::Value>,
}

/// Writes the body of an answer that carries a payload or an error.
#[must_use]
pub fn finish(mut response: Response, correlation: &CorrelationId) -> Response {
    let body = if let Some(Payload(json)) = response.extensions_mut().remove::<Payload>() {
        Some(success(&json, correlation))
    } else if let Some(error) = response.extensions().get::<Arc<Error>>() {
        log(error, correlation);
        Some(failure(error, correlation))
    } else {
        None
    };
    if let Some(body) = body {
        response.headers_mut().insert(header::CONTENT_TYPE, JSON);
        // The router counted the empty body that carried the payload here.
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(body);
    }
    response
}

/// What is said of an answer that breaks after its head was sent.
pub(crate) fn broken(error: &Error, correlation: &CorrelationId) -> String {
    log(error, correlation);
    String::from_utf8(failure(error, correlation)).unwrap_or_default()
}

fn success(data: &[u8], correlation: &CorrelationId) -> Vec<u8> {
    // The id is plain by construction: nothing in it needs escaping.
    let id = correlation.as_str().as_bytes();
    [b"{\"success\":true,\"data\":".as_slice(), data, b",\"correlation_id\":\"", id, b"\"}"].concat()
}

fn failure(error: &Error, correlation: &CorrelationId) -> Vec<u8> {
    let failure = Failure {
        success: false,
        message: &error.message,
        code: error.code,
        correlation_id: correlation.as_str(),
        details: error.details.as_ref(),
    };
    serde_json::to_vec(&failure).unwrap_or_default()
}

fn log(error: &Error, correlation: &CorrelationId) {
    if !error.status.is_server_error() {
        return;
    }
    let cause = error.cause.as_deref().map(chain).unwrap_or_default();
    tracing::error!(%correlation, code = error.code, cause, "request failed");
}

/// The causes, outermost first. What PostgreSQL says may quote a value, so of its errors only the
/// five-character code and the names of constraint and table are told.
fn chain(error: &(dyn StdError + Send + Sync + 'static)) -> String {
    let mut text = String::new();
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&data::describe(error));
        next = error.source();
    }
    text
}
