//! `POST /auth/refresh`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Reply, Work, reply};

use crate::{
    Accounts, Error, Tokens,
    actions::refresh::{self, Refreshed},
    tokens::access::Bearer,
};

/// What is exchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refresh {
    /// The refresh token of the last answer.
    #[schema(format = "opaque")]
    refresh_token: String,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Body(asked): Body<Refresh>,
    Work(mut unit): Work,
) -> web::Result<Reply<Tokens>> {
    let (keys, tenant) = (accounts.keys(), unit.tenant());
    let token = keys.refresh.read(tenant, &asked.refresh_token).ok_or(Error::RefreshTokenInvalid)?;
    match refresh::run(&mut unit, token, accounts.config()).await? {
        Refreshed::Current(grant) => {
            let tokens = keys.write(tenant, grant, unit.real_now())?;
            reply(unit.commit(tokens).await?)
        }
        Refreshed::Reused(grant) => {
            unit.commit(()).await?;
            accounts.standings().forget(&Bearer { tenant, user: grant.user, session: grant.session }).await;
            Err(Error::RefreshTokenReused.into())
        }
    }
}
