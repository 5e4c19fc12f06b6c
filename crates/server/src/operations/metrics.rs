//! `GET /metrics`: numbers of the process, for a scraper that sends the metrics token.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use web::Error;

use super::Operations;

pub(super) async fn run(State(operations): State<Operations>, headers: HeaderMap) -> Response {
    let sent = headers.get(header::AUTHORIZATION).map_or(&b""[..], http::HeaderValue::as_bytes);
    let wanted = format!("Bearer {}", operations.metrics_token.expose_secret());
    if !bool::from(sent.ct_eq(wanted.as_bytes())) {
        return Error::unauthenticated().into_response();
    }
    let (open, idle) = operations.database.pool_state();
    metrics::gauge!("database_connections_open").set(f64::from(open));
    #[expect(clippy::cast_precision_loss, reason = "a pool has no 2^52 connections")]
    metrics::gauge!("database_connections_idle").set(idle as f64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], operations.metrics.render()).into_response()
}
