//! What the gate tells about itself.

mod rate_limits;
mod security;

use std::sync::Arc;

use http::Method;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Class, Routes, route};

use crate::Gate;

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
}

/// `/security` and `/rate-limits`; `codes` are all that a refusal may have.
#[must_use]
pub fn routes(gate: Gate, codes: Vec<Code>) -> Routes {
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
        .state(Shown { gate, codes: codes.into() })
}
