//! What a client gets that has just signed up or in.

use data::Unit;
use serde::Serialize;
use utoipa::ToSchema;

use super::me::Me;
use crate::{Accounts, Grant, Result, Tokens, User};

/// The user and their tokens.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    /// Who signed in.
    user: Me,
    /// To send as `Authorization: Bearer …`.
    access_token: String,
    /// To exchange for new tokens, once.
    refresh_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token expires.
    expires_in: i64,
}

impl SignedIn {
    pub(super) async fn of(accounts: &Accounts, unit: &mut Unit, user: User, grant: Grant) -> Result<Self> {
        let user = Me::of(accounts, unit, user).await?;
        let tokens = accounts.keys().write(unit.tenant(), grant, unit.real_now())?;
        let Tokens { access_token, refresh_token, token_type, expires_in } = tokens;
        Ok(Self { user, access_token, refresh_token, token_type, expires_in })
    }
}
