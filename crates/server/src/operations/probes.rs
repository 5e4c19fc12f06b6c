//! `GET /livez` and `GET /readyz`, for whoever restarts processes and routes requests.

use axum::extract::State;
use http::StatusCode;

use super::Operations;

pub(super) async fn live() -> &'static str {
    "live\n"
}

/// Ready while the server is not stopping and the database answers.
pub(super) async fn ready(State(operations): State<Operations>) -> (StatusCode, &'static str) {
    if operations.ready.is() && operations.database.ping().await.is_ok() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
