//! `GET /health`: the one answer outside the envelope, in the shape that monitors of the older systems
//! read. A service that this build does not have is not named.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::Serialize;
use web::Principal;

use super::{DETAILS, Operations};

#[derive(Serialize)]
struct Health {
    success: bool,
    services: Services,
    /// Seconds since the start.
    uptime: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<Pool>,
}

#[derive(Serialize)]
struct Services {
    database: &'static str,
}

#[derive(Serialize)]
struct Memory {
    resident_bytes: u64,
}

#[derive(Serialize)]
struct Pool {
    open: u32,
    idle: usize,
}

pub(super) async fn run(State(operations): State<Operations>, me: Option<Extension<Principal>>) -> Response {
    let healthy = operations.database.ping().await.is_ok();
    let details = me.is_some_and(|Extension(me)| me.role.may(DETAILS));
    let (open, idle) = operations.database.pool_state();
    let now = operations.database.clocks().real.now();
    let health = Health {
        success: healthy,
        services: Services { database: if healthy { "healthy" } else { "down" } },
        uptime: now.duration_since(operations.started).as_secs(),
        memory: details.then(|| Memory { resident_bytes: resident_bytes() }),
        version: details.then_some(env!("CARGO_PKG_VERSION")),
        pool: details.then_some(Pool { open, idle }),
    };
    let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let json = serde_json::to_string(&health).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// Resident memory of this process; zero where the system does not tell.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
