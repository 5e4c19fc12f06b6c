//! The pair of tokens that a signed-in client holds. Pure: instants and keys come as parameters.

pub mod access;
mod hs256;
pub mod refresh;

use data::seal::MasterKey;
use jiff::Timestamp;
use kernel::{SessionId, TenantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use access::{AccessKeys, Bearer};
use refresh::{RefreshKeys, RefreshToken};

use crate::{Config, Result};

/// What a client is given tokens for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The user.
    pub user: UserId,
    /// The sign-in.
    pub session: SessionId,
    /// The generation of its refresh token.
    pub generation: i32,
}

/// The tokens themselves.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// To send as `Authorization: Bearer …`.
    pub access_token: String,
    /// To exchange for new tokens, once.
    pub refresh_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
}

/// Every key that tokens are written and read with.
pub(crate) struct TokenKeys {
    pub(crate) access: AccessKeys,
    pub(crate) refresh: RefreshKeys,
}

impl TokenKeys {
    pub(crate) fn new(masters: &[MasterKey], config: &Config) -> Self {
        let access = AccessKeys::new(masters, config.access_lifetime());
        Self { access, refresh: RefreshKeys::new(masters) }
    }

    pub(crate) fn write(&self, tenant: TenantId, grant: Grant, now: Timestamp) -> Result<Tokens> {
        let Grant { user, session, generation } = grant;
        Ok(Tokens {
            access_token: self.access.issue(Bearer { tenant, user, session }, now)?,
            refresh_token: self.refresh.write(tenant, RefreshToken { session, generation }),
            token_type: "Bearer",
            expires_in: self.access.lifetime_seconds(),
        })
    }
}
