//! The order of all checks, readable in one function.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use kernel::{CorrelationId, TenantId, UserId, locale::Country};
use record::SecurityEvent;
use web::{Class, Client, Error, Judged, ParsedBody, Principal, Shell, Spec};

use crate::{
    Inner, Reason, Threat, Weight, address, authentication, body, cors, detection,
    limits::{self, Left, PlanFactor},
    plan, probe, weight,
};

/// Admits the request to its handler, or refuses it; either way the answer leaves dressed.
pub(crate) async fn pass(gate: &Inner, spec: &Spec, mut request: Request, next: Next) -> Response {
    if spec.measured {
        return measure(gate, spec, request, next).await;
    }
    let origin = cors::decide(request.headers(), &gate.config.cors.origins);
    let mut seen = Seen::default();
    let caller = Caller::of(&request);
    let (mut response, noted) = match admit(gate, spec, &mut request, &mut seen).await {
        Ok(()) => {
            let response = next.run(request).await;
            let noted = told(spec, &response);
            (response, noted)
        }
        Err(reason) => {
            let noted = Noted::of(&reason);
            (Error::from(reason).into_response(), noted)
        }
    };
    let reason = noted.as_ref().map(|noted| noted.reason);
    if let Some(caller) = caller {
        let observed = seen.observed.iter().map(Noted::observed);
        noted.into_iter().chain(observed).for_each(|noted| caller.note(gate, spec, &seen, &noted));
    }
    response.extensions_mut().insert(Judged {
        tenant: seen.tenant,
        user: seen.user,
        reason,
        country: seen.country,
    });
    cors::dress(&mut response, origin);
    limits::dress(response.headers_mut(), &seen.limits);
    response
}

/// Judges a request that nobody serves; whoever is refused is told so in one way.
async fn measure(gate: &Inner, spec: &Spec, request: Request, next: Next) -> Response {
    let deadline = Duration::from_secs(gate.config.body_seconds.get());
    match probe::decide(gate.detection.look(spec), request, deadline).await.0 {
        Ok(()) => next.run(Request::default()).await,
        Err(reason) => Error::from(reason).at(StatusCode::FORBIDDEN).into_response(),
    }
}

/// What was found out on the way, for the answer and the security log.
#[derive(Default)]
struct Seen {
    tenant: Option<TenantId>,
    limits: Vec<Left>,
    observed: Vec<Threat>,
    user: Option<UserId>,
    country: Option<Country>,
}

/// The order. Shape came first, in the front, before the request had a route; the handler, its audit
/// entry and the metrics come after.
async fn admit(gate: &Inner, spec: &Spec, request: &mut Request, seen: &mut Seen) -> Result<(), Reason> {
    let Some((client, correlation, shell)) = carried(request) else { return Err(Reason::AddressDenied) };
    let limits = &gate.config.limits;

    gate.shield.decide(client.address)?;
    address::decide(client.address, &gate.config.allow, &gate.config.deny)?;
    seen.country = gate.countries.of(client.address);
    gate.countries.decide(client.address, seen.country)?;
    let counted = gate.limiter.take(spec.class, limits.address(spec.class, client.address)).await;
    seen.count(counted).map_err(|retry_after| Reason::AddressLimit { retry_after })?;
    if request.method() == Method::OPTIONS {
        return Ok(());
    }

    let doors = &gate.doors;
    let principal =
        authentication::decide(request.headers(), spec.access, doors.authenticate.as_ref(), &correlation)
            .await?;
    if let Some(principal) = principal {
        (seen.tenant, seen.user) = (Some(principal.tenant), Some(principal.user));
        let entitled = doors.entitled.as_ref();
        let factor = gate.plans.factor(limits, entitled, &shell.database, &principal, &correlation).await;
        let account = limits.account(spec.class, principal.tenant, principal.user, factor);
        seen.count(gate.limiter.take(spec.class, account).await)
            .map_err(|retry_after| Reason::AccountLimit { retry_after })?;
        request.extensions_mut().insert(PlanFactor(factor));
        request.extensions_mut().insert(principal);
    }

    let parsed = read_body(gate, spec, request).await?;
    if let (Class::SignIn, Some(body)) = (spec.class, &parsed) {
        let tenant = shell.tenant_of(request.extensions()).await?;
        seen.tenant = Some(tenant);
        // What is no address is no account; the handler says so.
        if let Some(email) = body.email() {
            let guesses = limits.guesses(tenant, email.as_str(), client.address);
            seen.count(gate.limiter.take(spec.class, guesses).await)
                .map_err(|retry_after| Reason::AccountLimit { retry_after })?;
        }
    }
    let tree = parsed.as_ref().map(|body| body.tree.as_ref());
    let (detected, observed) = gate.detection.decide(spec, request, tree);
    seen.observed = observed;
    detected?;

    permit(gate, spec, principal, &shell, &correlation).await?;
    if let Some(parsed) = parsed {
        request.extensions_mut().insert(parsed);
    }
    Ok(())
}

async fn permit(
    gate: &Inner,
    spec: &Spec,
    principal: Option<Principal>,
    shell: &Shell,
    correlation: &CorrelationId,
) -> Result<(), Reason> {
    if !spec.access.admits(principal.map(|principal| principal.role)) {
        return Err(if principal.is_some() { Reason::PermissionDenied } else { Reason::NoToken });
    }
    if spec.requires.is_empty() {
        return Ok(());
    }
    let principal = principal.ok_or(Reason::NoToken)?;
    plan::decide(&spec.requires, &principal, &gate.doors, &shell.database, correlation).await
}

async fn read_body(gate: &Inner, spec: &Spec, request: &mut Request) -> Result<Option<ParsedBody>, Reason> {
    let Some(declared) = &spec.body else {
        detection::prepare(spec, request, None)?;
        return Ok(None);
    };
    let body = std::mem::take(request.body_mut());
    let deadline = Duration::from_secs(gate.config.body_seconds.get());
    let (mut tree, raw) = body::read(request.headers(), body, declared.limit, deadline).await?;
    detection::prepare(spec, request, Some(&mut tree))?;
    Ok(Some(ParsedBody { tree: Arc::new(tree), raw }))
}

fn carried(request: &Request) -> Option<(Client, CorrelationId, Arc<Shell>)> {
    let carried = request.extensions();
    Some((*carried.get()?, carried.get::<CorrelationId>()?.clone(), carried.get::<Arc<Shell>>()?.clone()))
}

impl Seen {
    /// Keeps what is left for the answer; of a refusal the seconds to wait.
    fn count(&mut self, counted: Result<Vec<Left>, Vec<Left>>) -> Result<(), u32> {
        let refused = counted.is_err();
        let (Ok(lefts) | Err(lefts)) = counted;
        let wait = limits::nearest(&lefts).map_or(0, |left| left.reset);
        self.limits.extend(lefts);
        if refused { Err(wait) } else { Ok(()) }
    }
}

/// Who came, for the security log; it outlives the request.
struct Caller {
    tenant: TenantId,
    address: IpAddr,
}

impl Caller {
    fn of(request: &Request) -> Option<Self> {
        let (client, _, shell) = carried(request)?;
        Some(Self { tenant: shell.default_tenant, address: client.address })
    }

    fn note(&self, gate: &Inner, spec: &Spec, seen: &Seen, noted: &Noted) {
        let Noted { reason, weight, evidence } = noted;
        gate.log.note(SecurityEvent {
            tenant: seen.tenant.unwrap_or(self.tenant),
            reason,
            address: self.address,
            route: &spec.path,
            severity: weight.severity,
            points: weight.points,
            country: seen.country,
            evidence: evidence.as_deref(),
        });
        gate.shield.charge(self.address, reason, weight.points);
    }
}

/// A refusal as it is counted.
struct Noted {
    reason: &'static str,
    weight: Weight,
    evidence: Option<String>,
}

impl Noted {
    fn observed(threat: &Threat) -> Self {
        Self {
            reason: threat.observed_name(),
            weight: weight::OBSERVED,
            evidence: Some(threat.evidence.clone()),
        }
    }

    fn of(reason: &Reason) -> Option<Self> {
        let (weight, evidence) = (reason.weight(), reason.evidence());
        reason.name().map(|reason| Self { reason, weight, evidence })
    }
}

/// What a handler refuses because somebody may be guessing, or that nothing is there because somebody may be searching.
fn told(spec: &Spec, response: &Response) -> Option<Noted> {
    let (reason, weight) = match response.status() {
        StatusCode::UNAUTHORIZED if spec.class == Class::SignIn => weight::SIGN_IN_REFUSED,
        StatusCode::NOT_FOUND if spec.is_unrouted() => weight::NO_SUCH_ROUTE,
        _ => return None,
    };
    Some(Noted { reason, weight, evidence: None })
}
