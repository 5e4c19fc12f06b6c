//! `GET /rate-limits`: the policies that apply to the caller, and what is left.

use axum::{Extension, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Class, Client, Principal, Reply, reply};

use super::Shown;
use crate::limits::{Left, Who};

/// The limits of the caller.
#[derive(Serialize, ToSchema)]
pub(super) struct RateLimitsView {
    /// One entry for each class of routes and each way of counting.
    limits: Vec<LimitView>,
}

/// One limit.
#[derive(Serialize, ToSchema)]
struct LimitView {
    /// Which routes: `read`, `write`, `sign_in`, `sign_up`, `heavy`.
    class: &'static str,
    /// Whose requests are counted: `address` or `account`.
    counted_by: &'static str,
    /// Requests in a window.
    limit: u32,
    /// The window in seconds.
    window_seconds: u32,
    /// Requests left now.
    remaining: u32,
    /// Seconds until more are left.
    reset_seconds: u32,
}

pub(super) async fn run(
    State(Shown { gate, .. }): State<Shown>,
    Extension(client): Extension<Client>,
    me: Option<Extension<Principal>>,
) -> web::Result<Reply<RateLimitsView>> {
    let mut limits = Vec::new();
    for (class, config) in gate.config().limits.each() {
        let by_address = gate.limiter().look(class, Who::at(client.address), config.address());
        limits.push(view(class, "address", by_address));
        // Signing in is counted by the account that is tried, which a caller here is not.
        let by_account = !matches!(class, Class::SignIn | Class::SignUp);
        if let (true, Some(Extension(me))) = (by_account, &me) {
            let by_account = gate.limiter().look(class, Who::Account(me.tenant, me.user), config.account());
            limits.push(view(class, "account", by_account));
        }
    }
    reply(RateLimitsView { limits: limits.into_iter().flatten().collect() })
}

/// A limit that is switched off is not shown.
fn view(class: Class, counted_by: &'static str, left: Left) -> Option<LimitView> {
    (left.policy.limit > 0).then(|| LimitView {
        class: name(class),
        counted_by,
        limit: left.policy.limit,
        window_seconds: left.policy.seconds,
        remaining: left.remaining,
        reset_seconds: left.reset,
    })
}

pub(super) fn name(class: Class) -> &'static str {
    match class {
        Class::Read => "read",
        Class::Write => "write",
        Class::SignIn => "sign_in",
        Class::SignUp => "sign_up",
        Class::Heavy => "heavy",
    }
}
