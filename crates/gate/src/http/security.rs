//! `GET /security`: what is checked, and for admins what was refused in the last day and how well all is set up.

use axum::{Extension, extract::State};
use jiff::SignedDuration;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Permission, Principal, Reply, Works, reply};

use super::{Code, Shown, Surroundings};
use crate::{
    Automatic, DetectionConfig, Gate,
    limits::class_name,
    posture::{Facts, Finding, judge},
};

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
    /// Whether countries are asked for: `off: no database`, `known, no rules` or `rules in force`.
    countries: &'static str,
    /// For admins: refusals of the last 24 hours by reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusals: Option<Vec<RefusalView>>,
    /// For admins: how well this installation is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    posture: Option<PostureView>,
}

/// How well this installation is set up.
#[derive(Serialize, ToSchema)]
struct PostureView {
    /// 100 less what each finding costs.
    score: u8,
    /// What is so and what to do, dearest first.
    findings: Vec<FindingView>,
    /// Addresses that are blocked by their score on this node now.
    blocked_by_score: usize,
    /// Networks that admins have blocked.
    blocked_by_hand: usize,
    /// What happens to an address at the threshold: `enforce`, `observe`, `off`.
    automatic_blocks: &'static str,
}

/// Something that takes from the score, or is good to know.
#[derive(Serialize, ToSchema)]
struct FindingView {
    /// What was looked at.
    check: &'static str,
    /// What it takes of a hundred.
    costs: u8,
    /// What is so.
    what: &'static str,
    /// What to do.
    advice: &'static str,
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

const CHECKS: [&str; 11] = [
    "shape: framing, host, path, sizes",
    "client: real address by trusted proxies, blocked addresses, allow and deny lists, countries",
    "score: each refusal weighs; over the threshold the address is blocked, each time for twice as long",
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
    State(Shown { gate, codes, around }): State<Shown>,
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
        countries: match gate.countries() {
            (false, _) => "off: no database",
            (true, false) => "known, no rules",
            (true, true) => "rules in force",
        },
        refusals: None,
        posture: None,
    };
    if let Some(Extension(me)) = me.filter(|Extension(me)| me.role.may(Permission::SystemHealth)) {
        let mut unit = works.look().await?;
        let since = unit.real_now() - SignedDuration::from_hours(24);
        let counted = record::summary(&mut unit, since).await?;
        view.refusals =
            Some(counted.into_iter().map(|(reason, times)| RefusalView { reason, times }).collect());
        // How the machine is set up is for who runs it, not for every business on it.
        view.posture = (me.tenant == gate.home()).then(|| posture(&gate, &around));
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

fn posture(gate: &Gate, around: &Surroundings) -> PostureView {
    let (score, findings) = judge(&Facts {
        is_public: around.is_public,
        hosts_named: around.hosts_named,
        keys_given: around.keys_given,
        requests_logged: around.requests.is_on(),
        dropped_requests: around.requests.dropped(),
        ..gate.facts()
    });
    let view = |Finding { check, costs, what, advice }| FindingView { check, costs, what, advice };
    let counts = gate.shield().counts();
    PostureView {
        score,
        findings: findings.into_iter().map(view).collect(),
        blocked_by_score: counts.automatic,
        blocked_by_hand: counts.given,
        automatic_blocks: match gate.config().blocks.automatic {
            Automatic::Enforce => "enforce",
            Automatic::Observe => "observe",
            Automatic::Off => "off",
        },
    }
}
