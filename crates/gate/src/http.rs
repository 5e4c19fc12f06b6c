//! What the gate tells about itself.

mod blocks;
mod events;
mod rate_limits;
mod requests;
mod security;

use std::sync::Arc;

use http::{Method, StatusCode};
use record::RequestLog;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Class, Routes, route};

use crate::{Gate, probe::PROBE};

/// A code of refusals.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = RefusalCode)]
pub struct Code {
    /// As in `code` of a refusal.
    pub code: &'static str,
    /// The status that it comes with.
    pub status: u16,
    /// When, and what to do.
    pub when: &'static str,
}

/// What the handlers show.
#[derive(Clone)]
struct Shown {
    gate: Gate,
    codes: Arc<[Code]>,
    around: Surroundings,
}

/// What of the installation the gate cannot see, and is judged with it.
#[derive(Clone)]
pub struct Surroundings {
    /// It listens beyond the machine itself, or stands behind a proxy.
    pub is_public: bool,
    /// The host names that it answers for are named.
    pub hosts_named: bool,
    /// Keys come from the environment or a secret store, not from a file beside the data.
    pub keys_given: bool,
    /// The log of requests.
    pub requests: RequestLog,
}

/// `/security` and what lies below it, and `/rate-limits`; `codes` are all that a refusal may have.
#[must_use]
pub fn routes(gate: Gate, codes: Vec<Code>, around: Surroundings) -> Routes {
    let routes = Routes::new("security")
        .add(
            route(Method::GET, "/security")
                .summary("What is checked, which limits are in force, how to report; for admins also what was refused")
                .public()
                .class(Class::Read)
                .answers::<security::SecurityView>()
                .handler(security::run),
        )
        .add(
            route(Method::GET, "/rate-limits")
                .summary("The limits that apply to the caller, and what is left of them")
                .public()
                .class(Class::Read)
                .answers::<rate_limits::RateLimitsView>()
                .handler(rate_limits::run),
        )
        .add(events::list())
        .add(blocks::list())
        .add(blocks::add())
        .add(blocks::lift())
        .add(requests::list());
    let routes = if gate.config().probe { probes(routes) } else { routes };
    routes.state(Shown { gate, codes: codes.into(), around })
}

/// The probe itself, with a slash, and everything below.
fn probes(routes: Routes<Shown>) -> Routes<Shown> {
    let path = PROBE.trim_start_matches("/api/v1");
    ["", "/", "/{*rest}"].into_iter().fold(routes, |routes, end| {
        let probe = route(Method::GET, &format!("{path}{end}"))
            .summary("Judge a request, by any method, and serve nothing");
        routes.add(probe.public().measured().handler(async || StatusCode::NO_CONTENT))
    })
}
