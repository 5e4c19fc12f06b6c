//! The unit of work as a handler's parameter.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use data::{
    Actor, Database, Scope, Unit,
    unit::idempotency::{self, Turn},
};
use http::{HeaderName, HeaderValue, StatusCode, request::Parts};
use kernel::CorrelationId;

use crate::{Error, Keep, ParsedBody, Principal, Result, Shell, Spec, reply};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// The one unit of a request. It stands last among a handler's parameters, so that a bad parameter
/// costs no connection. A request whose key was seen before never reaches the handler.
#[derive(Debug)]
pub struct Work(pub Unit);

/// For the few handlers that must do slow work (hash a password) before or between units.
#[derive(Clone)]
pub struct Works {
    database: Database,
    scope: Scope,
    seen: Option<Seen>,
}

#[derive(Clone)]
struct Seen {
    route: String,
    key: String,
    parameters: Vec<Bytes>,
    keep_answer: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Work {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Response> {
        let works = Works::of(parts).await.map_err(IntoResponse::into_response)?;
        works.begin().await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Works {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        Self::of(parts).await
    }
}

impl Works {
    /// The unit that makes the change, or the kept answer of an earlier request with the same key.
    ///
    /// # Errors
    /// A ready response: the kept answer, 409 while the first is at work, 422 for a key used
    /// otherwise, 503 without a database.
    pub async fn begin(&self) -> std::result::Result<Unit, Response> {
        let Some(seen) = &self.seen else {
            return self.look().await.map_err(IntoResponse::into_response);
        };
        match self.asked(seen, Turn::First).await.map_err(failed)? {
            idempotency::Begun::Fresh(unit) => Ok(*unit),
            idempotency::Begun::Replay(answer) => Err(replay(answer)),
            idempotency::Begun::InFlight => Err(in_flight().into_response()),
            idempotency::Begun::OtherParameters => Err(key_reused().into_response()),
        }
    }

    /// The unit after work outside the database, for a request whose first unit held its key ([`Unit::hold`]).
    ///
    /// None when another request with the same key has answered because this one outlived what it held: its answer is
    /// what [`Works::begin`] then gives.
    ///
    /// # Errors
    /// 503 without a database.
    pub async fn resume(&self) -> Result<Option<Unit>> {
        let Some(seen) = &self.seen else { return self.look().await.map(Some) };
        match self.asked(seen, Turn::Next).await? {
            idempotency::Begun::Fresh(unit) => Ok(Some(*unit)),
            _ => Ok(None),
        }
    }

    /// Whether the client gave a key, under which it can ask for the answer once more.
    #[must_use]
    pub fn can_be_repeated(&self) -> bool {
        self.seen.is_some()
    }

    async fn asked(&self, seen: &Seen, turn: Turn) -> data::Result<idempotency::Begun> {
        let parameters: Vec<&[u8]> = seen.parameters.iter().map(AsRef::as_ref).collect();
        let request = idempotency::Request {
            route: &seen.route,
            key: &seen.key,
            parameters: &parameters,
            keep_answer: seen.keep_answer,
        };
        self.database.idempotent_unit(self.scope.clone(), &request, turn).await
    }

    /// A unit that only reads, before the slow work.
    ///
    /// # Errors
    /// 503 without a database.
    pub async fn look(&self) -> Result<Unit> {
        Ok(self.database.unit(self.scope.clone()).await?)
    }

    async fn of(parts: &Parts) -> Result<Self> {
        let missing = || Error::internal("a request came past the front");
        let shell = parts.extensions.get::<Arc<Shell>>().ok_or_else(missing)?;
        let correlation = parts.extensions.get::<CorrelationId>().ok_or_else(missing)?.clone();
        let principal = parts.extensions.get::<Principal>();
        let (tenant, actor) = match principal {
            Some(principal) => (principal.tenant, Actor::User(principal.user)),
            None => (shell.tenant_of(&parts.extensions).await?, Actor::Guest),
        };
        let seen =
            parts.extensions.get::<Arc<Spec>>().map(|spec| Seen::of(parts, spec)).transpose()?.flatten();
        Ok(Self { database: shell.database.clone(), scope: Scope { tenant, actor, correlation }, seen })
    }
}

impl Seen {
    fn of(parts: &Parts, spec: &Spec) -> Result<Option<Self>> {
        let Some(key) = parts.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
        if spec.keep == Keep::Nothing {
            return Ok(None);
        }
        let key =
            key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len())).ok_or_else(|| {
                let message = "Idempotency-Key is 1 to 255 visible ASCII characters";
                Error::new(StatusCode::BAD_REQUEST, "IDEMPOTENCY_KEY_INVALID", message)
            })?;
        let body = parts.extensions.get::<ParsedBody>();
        // Guests share one actor: the address they sign up with tells their keys apart.
        let guest = parts.extensions.get::<Principal>().is_none();
        let email = body.filter(|_| guest).and_then(ParsedBody::email);
        let key = email.map_or_else(|| key.to_owned(), |email| format!("{key} {}", email.as_str()));
        let body = body.map(|body| body.raw.clone()).unwrap_or_default();
        let target = Bytes::from(parts.uri.to_string());
        Ok(Some(Self {
            route: format!("{} {}", spec.method, spec.path),
            key,
            parameters: vec![target, body],
            keep_answer: spec.keep == Keep::Answer,
        }))
    }
}

fn failed(error: data::Error) -> Response {
    Error::from(error).into_response()
}

fn replay(answer: Option<Vec<u8>>) -> Response {
    let mut response = reply::carry(answer.map_or_else(|| Bytes::from_static(b"null"), Bytes::from));
    let name = HeaderName::from_static("idempotency-replayed");
    response.headers_mut().insert(name, HeaderValue::from_static("true"));
    response
}

fn in_flight() -> Error {
    let message = "The first request with this Idempotency-Key is still at work; wait for its answer";
    Error::new(StatusCode::CONFLICT, "IDEMPOTENCY_IN_FLIGHT", message).retry_after(1)
}

fn key_reused() -> Error {
    let message = "This Idempotency-Key was used for another request; take a new one";
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_KEY_REUSED", message)
}
