//! `POST /auth/login`. An unknown address and a wrong password get one answer, at one cost.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Reply, Works, fields::Email};

use super::{fields::Password, signed_in::SignedIn};
use crate::{
    Accounts, Checked, Error,
    actions::log_in::{self, Proven},
};

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogIn {
    /// The address of the account.
    email: Email,
    /// Its password.
    #[schema(value_type = String, format = Password)]
    password: Password,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Body(asked): Body<LogIn>,
    works: Works,
) -> axum::response::Result<Reply<SignedIn>> {
    let known = log_in::find(&mut works.look().await?, &asked.email).await?;
    let (user, hash) = known.map(|known| (known.user, known.password_hash)).unzip();
    let checked = accounts.passwords().check(asked.password.0, hash).await?;
    let (Checked::Right { renewed }, Some(user)) = (checked, user) else {
        return Err(Error::CredentialsInvalid.into());
    };
    let mut unit = works.begin().await?;
    let (user, grant) = log_in::run(&mut unit, Proven { user, renewed }, accounts.config()).await?;
    let answer = SignedIn::of(&accounts, &mut unit, user, grant).await?;
    Ok(Reply(unit.commit(answer).await.map_err(Error::from)?))
}
