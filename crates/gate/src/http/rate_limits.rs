//! `GET /rate-limits`: the policies that apply to the caller, and what is left.

use axum::{Extension, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Class, Client, Principal, Reply, reply};

use super::Shown;
use crate::limits::{Left, PlanFactor, class_name};

/// The limits of the caller.
#[derive(Serialize, ToSchema)]
pub(super) struct RateLimitsView {
    /// One entry for each class of routes, each way of counting and each window.
    limits: Vec<LimitView>,
    /// For an account: how many times the limits of an account its plan gives; already in `limits`.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_factor: Option<u32>,
}

/// One limit.
#[derive(Serialize, ToSchema)]
struct LimitView {
    /// Which routes: `read`, `write`, `sign_in`, `sign_up`, `heavy`.
    class: &'static str,
    /// Whose requests are counted: `address`, `network` (of an IPv6 address) or `account`.
    counted_by: &'static str,
    /// Which window: `burst` or `sustained`.
    window: &'static str,
    /// Its name in the fields `RateLimit-Policy` and `RateLimit`.
    policy: String,
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
    factor: Option<Extension<PlanFactor>>,
) -> web::Result<Reply<RateLimitsView>> {
    let config = &gate.config().limits;
    let me = me.map(|Extension(me)| me);
    let factor = factor.map(|Extension(PlanFactor(factor))| factor);
    let mut limits = Vec::new();
    for (class, _) in config.each() {
        limits.extend(gate.limiter().look(class, config.address(class, client.address)).await);
        // Signing in is counted by the account that is tried, which a caller here is not.
        let by_account = !matches!(class, Class::SignIn | Class::SignUp);
        if let (true, Some(me), Some(factor)) = (by_account, &me, factor) {
            let account = config.account(class, me.tenant, me.user, factor);
            limits.extend(gate.limiter().look(class, account).await);
        }
    }
    let limits = limits.iter().map(LimitView::from).collect();
    reply(RateLimitsView { limits, plan_factor: factor.map(Into::into) })
}

impl From<&Left> for LimitView {
    fn from(left: &Left) -> Self {
        Self {
            class: class_name(left.class),
            counted_by: left.counted_by,
            window: if left.burst { "burst" } else { "sustained" },
            policy: left.name(),
            limit: left.policy.limit,
            window_seconds: left.policy.seconds,
            remaining: left.remaining,
            reset_seconds: left.reset,
        }
    }
}
