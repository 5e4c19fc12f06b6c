//! The probe: any request at `/security/probe` or below is judged as any other would be and served by nobody. It is for
//! measuring what the gate refuses, and off unless configured.
//!
//! 1. Nobody is counted, scored or asked who they are; every refusal is 403.
//! 2. A body is whatever it is: it is unpacked, and read in every way in which some back end would read it, because a
//!    wrong content type is the oldest way past a filter.

mod form;
mod json;
mod multipart;
mod readings;
mod unpack;

use std::time::Duration;

use axum::extract::Request;
use bytes::Bytes;
use http::request::Parts;

use crate::{
    Reason, body,
    detection::{Look, Threat, head},
};

/// Where it is.
pub const PROBE: &str = "/api/v1/security/probe";

/// The most bytes of a body.
const LONGEST_BODY: usize = 1024 * 1024;

/// A longer body is read to here, so that its sender is done sending and reads the answer.
const READ: usize = 8 * LONGEST_BODY;

/// Reads the body of a request and judges all of it.
pub(crate) async fn decide(
    mut look: Look<'_>,
    request: Request,
    deadline: Duration,
) -> (Result<(), Reason>, Vec<Threat>) {
    let (parts, body) = request.into_parts();
    let decided = match body::collect(body, READ, deadline).await {
        Ok(body) => judge(&mut look, &parts, &body),
        Err(reason) => Err(reason),
    };
    (decided, look.observed)
}

/// Judges a request that is there whole.
pub(crate) fn judge(look: &mut Look<'_>, parts: &Parts, body: &Bytes) -> Result<(), Reason> {
    if body.len() > LONGEST_BODY {
        return Err(Reason::BodyTooLarge { limit: LONGEST_BODY });
    }
    let path = parts.uri.path().strip_prefix(PROBE).unwrap_or(parts.uri.path());
    head::path(look, path)?;
    head::query(look, parts.uri.query().unwrap_or_default().as_bytes(), |_| threat::Kind::Undeclared)?;
    head::headers(look, &parts.headers)?;
    if body.is_empty() {
        return Ok(());
    }
    readings::body(look, &parts.headers, body)
}
