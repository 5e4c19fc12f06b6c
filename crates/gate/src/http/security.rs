//! `GET /security`: what is checked, and for admins what was refused in the last day.

use axum::{Extension, extract::State};
use jiff::SignedDuration;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Permission, Principal, Reply, Works, reply};

use super::{Code, Shown};
use crate::{DetectionConfig, limits::class_name};

/// What protects this installation.
#[derive(Serialize, ToSchema)]
pub(super) struct SecurityView {
    /// The checks of every request, in their order.
    checks: Vec<&'static str>,
    /// Requests in a window, by class of route.
    limits: Vec<ClassView>,
    /// What is looked for in values; only admins are told which detectors refuse and which only observe or are off.
    detectors: Vec<DetectorView>,
    /// Routes at which findings refuse nothing, for admins.
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_routes: Option<Vec<String>>,
    /// Browser origins that may call.
    cors_origins: Vec<String>,
    /// Every code that a refusal may have.
    codes: Vec<Code>,
    /// How to report a weakness.
    report: &'static str,
    /// For admins: refusals of the last 24 hours by reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusals: Option<Vec<RefusalView>>,
}

/// The limits of one class.
#[derive(Serialize, ToSchema)]
struct ClassView {
    class: &'static str,
    per_address: u32,
    per_account: u32,
    window_seconds: u32,
    burst_per_address: u32,
    burst_per_account: u32,
    burst_seconds: u32,
}

/// One detector.
#[derive(Serialize, ToSchema)]
struct DetectorView {
    name: &'static str,
    /// `refuses`, `observes` or `off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
}

/// One reason.
#[derive(Serialize, ToSchema)]
struct RefusalView {
    reason: String,
    times: i64,
}

const CHECKS: [&str; 10] = [
    "shape: framing, host, path, sizes",
    "client: real address by trusted proxies, allow and deny lists",
    "cors and security headers",
    "rate limit by address",
    "authentication: signature, expiry, revocation and role fresh within a second",
    "rate limit by account",
    "body: size, time, type, parsed once",
    "detection: one form of text, then attacks in path, query, headers, cookies and body",
    "permission by role, plan and flag",
    "row-level security by tenant in the database",
];

pub(super) async fn run(
    State(Shown { gate, codes }): State<Shown>,
    me: Option<Extension<Principal>>,
    works: Works,
) -> web::Result<Reply<SecurityView>> {
    let config = gate.config();
    let limits = config.limits.each().map(|(class, limit)| ClassView {
        class: class_name(class),
        per_address: limit.per_address,
        per_account: limit.per_account,
        window_seconds: limit.seconds.get(),
        burst_per_address: limit.burst_per_address,
        burst_per_account: limit.burst_per_account,
        burst_seconds: limit.burst_seconds.get(),
    });
    let admin = me.is_some_and(|Extension(me)| me.role.may(Permission::SystemHealth));
    let mut view = SecurityView {
        checks: CHECKS.to_vec(),
        limits: limits.collect(),
        detectors: detectors(&config.detection, admin),
        observed_routes: admin.then(|| config.detection.observe_routes.clone()),
        cors_origins: config.cors.origins.clone(),
        codes: codes.to_vec(),
        report: "Write to the operator of this installation; for a weakness of Mainstay itself see SECURITY.md in its repository",
        refusals: None,
    };
    if admin {
        let mut unit = works.look().await?;
        let since = unit.real_now() - SignedDuration::from_hours(24);
        let counted = record::summary(&mut unit, since).await?;
        view.refusals =
            Some(counted.into_iter().map(|(reason, times)| RefusalView { reason, times }).collect());
    }
    reply(view)
}

fn detectors(config: &DetectionConfig, admin: bool) -> Vec<DetectorView> {
    let view = |(class, mode): (threat::Class, _)| DetectorView {
        name: class.as_str(),
        mode: admin.then_some(mode),
    };
    config.modes().map(view).collect()
}
