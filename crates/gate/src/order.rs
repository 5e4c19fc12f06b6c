//! The order of all checks, readable in one function.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method};
use kernel::{CorrelationId, TenantId};
use record::SecurityEvent;
use sha2::{Digest, Sha256};
use web::{Class, Client, Error, ParsedBody, Principal, Shell, Spec};

use crate::{
    Inner, Reason, address, authentication, body, cors, detection,
    limits::{Left, Who},
    plan,
};

/// Admits the request to its handler, or refuses it; either way the answer leaves dressed.
pub(crate) async fn pass(gate: &Inner, spec: &Spec, mut request: Request, next: Next) -> Response {
    let origin = cors::decide(request.headers(), &gate.config.cors.origins);
    let mut seen = Seen::default();
    let mut response = match admit(gate, spec, &mut request, &mut seen).await {
        Ok(()) => next.run(request).await,
        Err(reason) => refuse(gate, spec, &request, &seen, reason),
    };
    cors::dress(&mut response, origin);
    dress(&mut response, seen.left);
    response
}

/// What was found out on the way, for the answer and the security log.
#[derive(Default)]
struct Seen {
    tenant: Option<TenantId>,
    left: Option<Left>,
}

/// The order. Shape came first, in the front, before the request had a route; the handler, its audit
/// entry and the metrics come after.
async fn admit(gate: &Inner, spec: &Spec, request: &mut Request, seen: &mut Seen) -> Result<(), Reason> {
    let Some((client, correlation, shell)) = carried(request) else { return Err(Reason::AddressDenied) };
    let limits = gate.config.limits.of(spec.class);

    address::decide(client.address, &gate.config.allow, &gate.config.deny)?;
    if request.method() == Method::OPTIONS {
        return Ok(());
    }
    let taken = gate.limiter.take(spec.class, Who::at(client.address), limits.address());
    seen.left = Some(taken.map_err(|left| Reason::AddressLimit { retry_after: left.reset })?);

    let doors = &gate.doors;
    let principal =
        authentication::decide(request.headers(), spec.access, doors.authenticate.as_ref(), &correlation)
            .await?;
    if let Some(principal) = principal {
        seen.tenant = Some(principal.tenant);
        let account = Who::Account(principal.tenant, principal.user);
        let left = gate.limiter.take(spec.class, account, limits.account()).map_err(too_many)?;
        seen.left =
            seen.left.map(|by_address| if by_address.remaining < left.remaining { by_address } else { left });
        request.extensions_mut().insert(principal);
    }

    let parsed = read_body(gate, spec, request).await?;
    if let Some(email) = parsed
        .as_ref()
        .and_then(|body| body.tree.get("email")?.as_str())
        .filter(|_| spec.class == Class::SignIn)
    {
        gate.limiter.take(spec.class, claimed(email), limits.account()).map_err(too_many)?;
    }
    detection::decide(request.uri().query(), parsed.as_ref().map(|body| body.tree.as_ref()))?;

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
    let Some(declared) = &spec.body else { return Ok(None) };
    let body = std::mem::take(request.body_mut());
    let deadline = Duration::from_secs(gate.config.body_seconds);
    body::read(request.headers(), body, declared.limit, deadline).await.map(Some)
}

fn carried(request: &Request) -> Option<(Client, CorrelationId, Arc<Shell>)> {
    let carried = request.extensions();
    Some((*carried.get()?, carried.get::<CorrelationId>()?.clone(), carried.get::<Arc<Shell>>()?.clone()))
}

fn too_many(left: Left) -> Reason {
    Reason::AccountLimit { retry_after: left.reset }
}

/// An e-mail address that somebody signs in with, as it is counted: folded and hashed.
fn claimed(email: &str) -> Who {
    let digest = Sha256::digest(email.trim().to_lowercase());
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    Who::Claimed(short)
}

fn refuse(gate: &Inner, spec: &Spec, request: &Request, seen: &Seen, reason: Reason) -> Response {
    if let (Some(name), Some((client, _, shell))) = (reason.name(), carried(request)) {
        let tenant = seen.tenant.unwrap_or(shell.default_tenant);
        gate.log.note(SecurityEvent { tenant, reason: name, address: client.address, route: &spec.path });
    }
    Error::from(reason).into_response()
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
