//! The order of all checks, readable in one function.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode};
use kernel::{CorrelationId, TenantId, UserId, locale::Country};
use record::SecurityEvent;
use web::{Class, Client, Error, Judged, ParsedBody, Principal, Shell, Spec};

use crate::{
    Inner, Reason, Weight, address, authentication, body, cors, detection,
    limits::{Left, Policy, Who},
    plan, weight,
};

/// How many times more guesses at one account are let through in all than from one address.
const EVERYWHERE: u32 = 10;

/// Admits the request to its handler, or refuses it; either way the answer leaves dressed.
pub(crate) async fn pass(gate: &Inner, spec: &Spec, mut request: Request, next: Next) -> Response {
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
    if let (Some(caller), Some(noted)) = (caller, noted) {
        caller.note(gate, spec, &seen, &noted);
    }
    response.extensions_mut().insert(Judged {
        tenant: seen.tenant,
        user: seen.user,
        reason,
        country: seen.country,
    });
    cors::dress(&mut response, origin);
    dress(&mut response, seen.left);
    response
}

/// What was found out on the way, for the answer and the security log.
#[derive(Default)]
struct Seen {
    tenant: Option<TenantId>,
    user: Option<UserId>,
    country: Option<Country>,
    left: Option<Left>,
}

/// The order. Shape came first, in the front, before the request had a route; the handler, its audit
/// entry and the metrics come after.
async fn admit(gate: &Inner, spec: &Spec, request: &mut Request, seen: &mut Seen) -> Result<(), Reason> {
    let Some((client, correlation, shell)) = carried(request) else { return Err(Reason::AddressDenied) };
    let limits = gate.config.limits.of(spec.class);

    gate.shield.decide(client.address)?;
    address::decide(client.address, &gate.config.allow, &gate.config.deny)?;
    seen.country = gate.countries.of(client.address);
    gate.countries.decide(client.address, seen.country)?;
    let counted = gate.limiter.take(spec.class, Who::at(client.address), limits.address());
    seen.count(counted).map_err(|left| Reason::AddressLimit { retry_after: left.reset })?;
    if request.method() == Method::OPTIONS {
        return Ok(());
    }

    let doors = &gate.doors;
    let principal =
        authentication::decide(request.headers(), spec.access, doors.authenticate.as_ref(), &correlation)
            .await?;
    if let Some(principal) = principal {
        (seen.tenant, seen.user) = (Some(principal.tenant), Some(principal.user));
        let account = Who::Account(principal.tenant, principal.user);
        seen.count(gate.limiter.take(spec.class, account, limits.account())).map_err(too_many)?;
        request.extensions_mut().insert(principal);
    }

    let parsed = read_body(gate, spec, request).await?;
    if let (Class::SignIn, Some(body)) = (spec.class, &parsed) {
        let tenant = shell.tenant_of(request.extensions()).await?;
        seen.tenant = Some(tenant);
        guesses(gate, tenant, client, body, seen)?;
    }
    detection::decide(request.uri().query(), parsed.as_ref().map(|body| body.tree.as_ref()))?;

    permit(gate, spec, principal, &shell, &correlation).await?;
    if let Some(parsed) = parsed {
        request.extensions_mut().insert(parsed);
    }
    Ok(())
}

/// Guesses at one account: few from one address; more in all, so that a stranger cannot keep its owner out by guessing.
fn guesses(
    gate: &Inner,
    tenant: TenantId,
    client: Client,
    body: &ParsedBody,
    seen: &mut Seen,
) -> Result<(), Reason> {
    // What is no address is no account; the handler says so.
    let Some(email) = body.email() else { return Ok(()) };
    let policy = gate.config.limits.of(Class::SignIn).account();
    let everywhere = Policy { limit: policy.limit.saturating_mul(EVERYWHERE), ..policy };
    let (tenant, here) = (tenant.to_string(), client.address.to_string());
    let facts = [&tenant, email.as_str(), &here];
    for (facts, policy) in [(&facts[..], policy), (&facts[..2], everywhere)] {
        seen.count(gate.limiter.take(Class::SignIn, Who::claiming(facts), policy)).map_err(too_many)?;
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
    let Some(declared) = &spec.body else { return Ok(None) };
    let body = std::mem::take(request.body_mut());
    let deadline = Duration::from_secs(gate.config.body_seconds.get());
    body::read(request.headers(), body, declared.limit, deadline).await.map(Some)
}

fn carried(request: &Request) -> Option<(Client, CorrelationId, Arc<Shell>)> {
    let carried = request.extensions();
    Some((*carried.get()?, carried.get::<CorrelationId>()?.clone(), carried.get::<Arc<Shell>>()?.clone()))
}

fn too_many(left: Left) -> Reason {
    Reason::AccountLimit { retry_after: left.reset }
}

impl Seen {
    /// Keeps the limit that is nearest, reached or not.
    fn count(&mut self, counted: Result<Left, Left>) -> Result<Left, Left> {
        let (Ok(left) | Err(left)) = counted;
        if self.left.is_none_or(|nearest| left.remaining <= nearest.remaining) {
            self.left = Some(left);
        }
        counted
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

    fn note(self, gate: &Inner, spec: &Spec, seen: &Seen, noted: &Noted) {
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

/// The limit that is nearest, in the fields that the HTTP working group drafted.
fn dress(response: &mut Response, left: Option<Left>) {
    let Some(left) = left.filter(|left| left.policy.limit > 0) else { return };
    let headers = response.headers_mut();
    let policy = format!("\"default\";q={};w={}", left.policy.limit, left.policy.seconds);
    let now = format!("\"default\";r={};t={}", left.remaining, left.reset);
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
        headers.extend(
            HeaderValue::from_str(&value).ok().map(|value| (http::HeaderName::from_static(name), value)),
        );
    }
}
