//! Why a request is refused: one reason each, its code for the client, its name in the security log.

use http::StatusCode;
use serde_json::json;
use web::{Error, tree};

use crate::detection::Threat;

/// One refusal.
#[derive(Debug)]
pub enum Reason {
    /// The address is on the deny list, or not on the allow list.
    AddressDenied,
    /// Requests of this address were refused too often, or an admin blocked it.
    AddressBlocked {
        /// Seconds until it is let in again.
        retry_after: u64,
    },
    /// The address is at home in a country that is not let in.
    CountryDenied,
    /// Too many requests of this address for this class of routes.
    AddressLimit {
        /// Seconds until the next one.
        retry_after: u32,
    },
    /// Too many requests of this account for this class of routes.
    AccountLimit {
        /// Seconds until the next one.
        retry_after: u32,
    },
    /// The route is not public and no token was sent.
    NoToken,
    /// The token is not one of ours, or altered.
    TokenInvalid,
    /// The token's ten minutes are over.
    TokenExpired,
    /// The sign-in was ended.
    SessionRevoked,
    /// The account was switched off.
    AccountInactive,
    /// The body is not declared as JSON, or is compressed.
    MediaType,
    /// The body is longer than the route takes.
    BodyTooLarge {
        /// The most bytes that are taken.
        limit: usize,
    },
    /// The body did not arrive whole in time.
    BodyTooSlow,
    /// The body broke off.
    BodyBroken,
    /// The body could not be parsed.
    BodyMalformed(tree::Refusal),
    /// A value holds a character that no text has: a null byte.
    NullByte {
        /// Where.
        path: String,
    },
    /// A value would attack something.
    Threat(Box<Threat>),
    /// The role does not allow it.
    PermissionDenied,
    /// The plan does not include it.
    NotInPlan {
        /// The feature, or `premium`.
        feature: String,
        /// The plan in force.
        plan: String,
        /// What to take instead, and how.
        upgrade: Option<serde_json::Value>,
        /// The trial to begin, while that is possible, and how.
        trial: Option<serde_json::Value>,
    },
    /// A flag keeps the feature closed for this user.
    FlaggedOff {
        /// The flag.
        feature: &'static str,
    },
    /// The decision itself failed: without a database nobody is let in.
    Failed(data::Error),
}

impl Reason {
    /// Its name in the security log, or `None` for what is no sign of an attack.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::AddressDenied => "address_denied",
            Self::AddressBlocked { .. } => "address_blocked",
            Self::CountryDenied => "country_denied",
            Self::AddressLimit { .. } => "address_limit",
            Self::AccountLimit { .. } => "account_limit",
            Self::NoToken => "no_token",
            Self::TokenInvalid => "token_invalid",
            Self::SessionRevoked => "session_revoked",
            Self::AccountInactive => "account_inactive",
            Self::MediaType => "media_type",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::BodyBroken => "body_broken",
            Self::BodyMalformed(_) => "body_malformed",
            Self::NullByte { .. } => "null_byte",
            Self::Threat(threat) => threat.name(),
            Self::PermissionDenied => "permission_denied",
            Self::TokenExpired | Self::NotInPlan { .. } | Self::FlaggedOff { .. } | Self::Failed(_) => {
                return None;
            }
        })
    }
}

impl Reason {
    /// What was found, masked, up to 40 characters.
    #[must_use]
    pub fn evidence(&self) -> Option<String> {
        match self {
            Self::Threat(threat) => Some(threat.evidence.clone()),
            _ => None,
        }
    }
}

impl From<Box<Threat>> for Reason {
    fn from(threat: Box<Threat>) -> Self {
        Self::Threat(threat)
    }
}

impl From<data::Error> for Reason {
    fn from(error: data::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Self {
        let refuse = |status: u16, code, message: &'static str| {
            Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN), code, message)
        };
        let limited =
            |seconds: u32, message| refuse(429, "RATE_LIMITED", message).retry_after(u64::from(seconds));
        match reason {
            Reason::AddressDenied | Reason::CountryDenied => {
                refuse(403, "ADDRESS_BLOCKED", "Requests from this address are not taken")
            }
            Reason::AddressBlocked { retry_after } => blocked(retry_after),
            Reason::AddressLimit { retry_after } => {
                limited(retry_after, "Too many requests from this address; wait, then try again")
            }
            Reason::AccountLimit { retry_after } => {
                limited(retry_after, "Too many requests for this account; wait, then try again")
            }
            Reason::NoToken => Self::unauthenticated(),
            Reason::TokenInvalid => {
                refuse(401, "TOKEN_INVALID", "The access token is not valid; sign in again")
            }
            Reason::TokenExpired => refuse(401, "TOKEN_EXPIRED", "The access token has expired; refresh it"),
            Reason::SessionRevoked => refuse(401, "SESSION_REVOKED", "This sign-in was ended; sign in again"),
            Reason::AccountInactive => {
                refuse(403, "ACCOUNT_INACTIVE", "This account is switched off; ask support")
            }
            Reason::MediaType => {
                refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json, uncompressed")
            }
            Reason::BodyTooLarge { limit } => {
                refuse(413, "BODY_TOO_LARGE", "The body is longer than this route takes")
                    .with_details(json!({ "limit_bytes": limit }))
            }
            Reason::BodyTooSlow => {
                refuse(408, "BODY_TOO_SLOW", "The body did not arrive in time; send the request again")
            }
            Reason::BodyBroken => {
                refuse(400, "BODY_INCOMPLETE", "The body broke off; send the request again")
            }
            Reason::BodyMalformed(why) => Self::new(StatusCode::BAD_REQUEST, why.code(), why.to_string()),
            Reason::NullByte { path } => {
                let message = "Text cannot hold a null character";
                Self::fields(&[web::FieldError::new(path, "NULL_CHARACTER", message)])
            }
            Reason::Threat(threat) => threat.refusal(),
            Reason::PermissionDenied => Self::permission_denied(),
            Reason::NotInPlan { feature, plan, upgrade, trial } => {
                not_in_plan(&feature, &plan, upgrade.as_ref(), trial.as_ref())
            }
            Reason::FlaggedOff { feature } => {
                refuse(403, "FEATURE_OFF", "This feature is not open for you yet")
                    .with_details(json!({ "feature": feature }))
            }
            Reason::Failed(error) => error.into(),
        }
    }
}

fn blocked(retry_after: u64) -> Error {
    let message = "Too many requests from this address were refused; wait, then try again";
    Error::new(StatusCode::FORBIDDEN, "ADDRESS_BLOCKED", message).retry_after(retry_after)
}

fn not_in_plan(
    feature: &str,
    plan: &str,
    upgrade: Option<&serde_json::Value>,
    trial: Option<&serde_json::Value>,
) -> Error {
    let message = if trial.is_some() {
        "Your plan does not include this; see details.upgrade, or try it: see details.trial"
    } else {
        "Your plan does not include this; see details.upgrade"
    };
    Error::new(StatusCode::PAYMENT_REQUIRED, "FEATURE_NOT_IN_PLAN", message)
        .with_details(json!({ "feature": feature, "plan": plan, "upgrade": upgrade, "trial": trial }))
}
