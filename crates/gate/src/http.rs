//! What the gate tells about itself.

mod rate_limits;
mod security;

use http::Method;
use web::{Class, Routes, route};

use crate::Gate;

/// `/security` and `/rate-limits`.
#[must_use]
pub fn routes(gate: Gate) -> Routes {
    Routes::new("security")
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
        .state(gate)
}
