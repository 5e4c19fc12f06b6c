//! `GET /health`: the one answer outside the envelope, in the shape that monitors of the older systems
//! read.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use web::Principal;

use super::{DETAILS, Operations};

/// How the services are doing.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Whether all that is needed is there.
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

/// `healthy`, `connected`, `configured`, `not_configured`, `degraded` or `down`, each.
#[derive(Serialize, ToSchema)]
struct Services {
    database: &'static str,
    google_sheets: &'static str,
    n8n_webhooks: &'static str,
    whatsapp: &'static str,
}

#[derive(Serialize, ToSchema)]
struct Memory {
    resident_bytes: u64,
}

#[derive(Serialize, ToSchema)]
struct Pool {
    open: u32,
    idle: usize,
}

/// Monitors expect these names; nothing can be connected in this version.
const NO_CONNECTORS: &str = "not_configured";

pub(super) async fn run(State(operations): State<Operations>, me: Option<Extension<Principal>>) -> Response {
    let healthy = operations.database.ping().await.is_ok();
    let details = me.is_some_and(|Extension(me)| me.role.may(DETAILS));
    let (open, idle) = operations.database.pool_state();
    let now = operations.database.clocks().real.now();
    let health = Health {
        success: healthy,
        services: Services {
            database: if healthy { "healthy" } else { "down" },
            google_sheets: NO_CONNECTORS,
            n8n_webhooks: NO_CONNECTORS,
            whatsapp: NO_CONNECTORS,
        },
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
