//! What the accounts refuse, and the one place that says so in HTTP.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use web::FieldError;

use crate::rules::password::Weakness;

/// The result of an action.
pub type Result<T> = std::result::Result<T, Error>;

/// Refusals and failures of this room.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An account of this e-mail address exists.
    #[error("the e-mail address has an account")]
    EmailTaken,
    /// E-mail and password do not fit each other; whether the account exists is not told.
    #[error("e-mail and password do not fit")]
    CredentialsInvalid,
    /// The account is switched off.
    #[error("the account is not active")]
    AccountInactive,
    /// The refresh token is none of ours, or its session is over.
    #[error("the refresh token is not good")]
    RefreshTokenInvalid,
    /// The refresh token was used before: its session was ended.
    #[error("the refresh token was used before")]
    RefreshTokenReused,
    /// The change would leave the business without an active admin.
    #[error("the last active admin cannot leave")]
    LastAdmin,
    /// There is no such user in this business.
    #[error("there is no such user")]
    NoSuchUser,
    /// The user has no such session, or it is over.
    #[error("there is no such session")]
    NoSuchSession,
    /// The new password is not taken.
    #[error("the password is too weak: {0}")]
    PasswordTooWeak(Weakness),
    /// As many passwords as may wait are waiting.
    #[error("too many passwords are being hashed")]
    Busy,
    /// A password could not be hashed or a stored hash not read.
    #[error("a password hash failed")]
    Hashing(#[source] argon2::password_hash::Error),
    /// The thread that hashed a password is gone.
    #[error("a password hash was cut short")]
    Interrupted,
    /// An access token could not be written.
    #[error("an access token could not be written")]
    Signing(#[from] jsonwebtoken::errors::Error),
    /// The database failed.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        let refuse = |status, code, message: &'static str| Self::new(status, code, message);
        match error {
            Error::EmailTaken => refuse(
                StatusCode::CONFLICT,
                "EMAIL_TAKEN",
                "This e-mail address has an account; sign in instead",
            ),
            Error::CredentialsInvalid => refuse(
                StatusCode::UNAUTHORIZED,
                "CREDENTIALS_INVALID",
                "E-mail and password do not fit each other",
            ),
            Error::AccountInactive => refuse(
                StatusCode::FORBIDDEN,
                "ACCOUNT_INACTIVE",
                "This account is switched off; write to support",
            ),
            Error::RefreshTokenInvalid => refuse(
                StatusCode::UNAUTHORIZED,
                "REFRESH_TOKEN_INVALID",
                "Sign in again: the session is over",
            ),
            Error::RefreshTokenReused => refuse(
                StatusCode::UNAUTHORIZED,
                "REFRESH_TOKEN_REUSED",
                "Sign in again: this refresh token was used before, so its session was ended",
            ),
            Error::LastAdmin => refuse(
                StatusCode::CONFLICT,
                "LAST_ADMIN",
                "Make somebody else an admin first: this is the last one",
            ),
            Error::NoSuchUser => Self::not_found("user"),
            Error::NoSuchSession => Self::not_found("session"),
            Error::PasswordTooWeak(weakness) => {
                Self::fields(&[FieldError::new("password", "PASSWORD_TOO_WEAK", weakness.to_string())])
            }
            Error::Busy => {
                let message = "Too many people are signing in at this moment; send the same request again";
                refuse(StatusCode::SERVICE_UNAVAILABLE, "BUSY", message).retry_after(1)
            }
            Error::Data(error) => error.into(),
            error @ (Error::Hashing(_) | Error::Interrupted | Error::Signing(_)) => Self::internal(error),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        web::Error::from(self).into_response()
    }
}
