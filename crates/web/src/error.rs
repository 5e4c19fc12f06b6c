//! What goes wrong, in the words that the client reads; [`crate::envelope`] makes it bytes.
//!
//! An error tells the user what to do and an attacker nothing: the cause is logged once and never
//! sent.

use std::{borrow::Cow, error::Error as StdError};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};

/// The result of a handler.
pub type Result<T> = std::result::Result<T, Error>;

/// A refusal or failure on its way to the client.
#[derive(Debug)]
pub struct Error {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    pub(crate) details: Option<Value>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where: `birth.place.latitude`, `batch[3].event`.
    pub path: String,
    /// What, for a program: `REQUIRED`, `UNKNOWN_FIELD`, `WRONG_TYPE`, `INVALID` or a rule's own.
    pub code: &'static str,
    /// What, for a person.
    pub message: String,
}

impl FieldError {
    /// One field's error.
    #[must_use]
    pub fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}

impl Error {
    /// An error with a status, an `UPPER_SNAKE` code and a sentence that says what to do.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), details: None, retry_after: None, cause: None }
    }

    /// Adds facts for a program.
    #[must_use]
    pub fn with_details(self, details: impl Serialize) -> Self {
        Self { details: serde_json::to_value(details).ok(), ..self }
    }

    /// Says after how many seconds the same request may succeed.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn caused_by(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// 422 with every field that is wrong.
    #[must_use]
    pub fn fields(fields: &[FieldError]) -> Self {
        let message = "Some fields are not as they should be; see details.fields";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "VALIDATION_FAILED", message)
            .with_details(json!({ "fields": fields }))
    }

    /// 404 for a thing that is not there, or not this caller's.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("There is no such {what}"))
    }

    /// 401: sign in first.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_REQUIRED", "Sign in, then send the access token")
    }

    /// 403: signed in, but not allowed.
    #[must_use]
    pub fn permission_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", "Your role does not allow this")
    }

    /// 500: a bug, or a machine in trouble.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Internal server error")
            .caused_by(cause)
    }

    /// The same with another status.
    #[must_use]
    pub fn at(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The failure of the database that caused it, if one did.
    #[must_use]
    pub fn database(&self) -> Option<&data::Error> {
        self.cause.as_deref()?.downcast_ref()
    }

    /// The status that the client will see.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code that the client will see.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl From<data::Error> for Error {
    fn from(error: data::Error) -> Self {
        match &error {
            data::Error::Unavailable(_) => {
                let message = "The database cannot be reached right now; send the same request again";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "DATABASE_UNAVAILABLE", message)
                    .retry_after(1)
                    .caused_by(error)
            }
            data::Error::Conflict(_) => {
                let message = "Another change was made at the same moment; send the same request again";
                Self::new(StatusCode::CONFLICT, "CONCURRENT_CHANGE", message).retry_after(1).caused_by(error)
            }
            _ => Self::internal(error),
        }
    }
}

impl IntoResponse for Error {
    /// Carries itself to the envelope, which alone knows the correlation id.
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::empty());
        *response.status_mut() = self.status;
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}
