//! `POST /auth/signup`.

use axum::extract::State;
use kernel::locale::Country;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{
    Body, Reply, Works,
    fields::{Email, Name, Token},
};

use super::{
    fields::{Password, country},
    signed_in::SignedIn,
};
use crate::{
    Accounts, Acquisition, Error, NewAccount,
    actions::{open_session, sign_up},
    rules::home::{Home, Locale, TimeZone},
};

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUp {
    /// The address to sign in with.
    email: Email,
    /// Fifteen characters or more.
    #[schema(value_type = String, format = Password)]
    password: Password,
    /// How to call you.
    name: Option<Name>,
    /// A language tag, such as `nl` or `pt-BR`; `en` unless told.
    #[schema(value_type = Option<String>, format = "id")]
    locale: Option<Locale>,
    /// A zone of the tz database, such as `Europe/Amsterdam`; `UTC` unless told.
    #[schema(value_type = Option<String>, format = "id")]
    time_zone: Option<TimeZone>,
    /// Two letters of ISO 3166-1.
    #[serde(default, deserialize_with = "country")]
    #[schema(value_type = Option<String>, format = "id")]
    country: Option<Country>,
    /// Where you came from.
    acquisition: Option<AcquiredFrom>,
}

/// Where a new user came from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcquiredFrom {
    /// The source, as the spending on it is booked.
    source: Token,
    /// The campaign of that source.
    campaign: Option<Name>,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Body(new): Body<SignUp>,
    works: Works,
) -> axum::response::Result<Reply<SignedIn>> {
    let SignUp { email, password, name, locale, time_zone, country, acquisition } = new;
    let password_hash = accounts.new_password(password.0, &email).await?;
    let (locale, time_zone) = (locale.unwrap_or_default(), time_zone.unwrap_or_default());
    let acquisition = acquisition.map(|from| Acquisition { source: from.source, campaign: from.campaign });
    let new =
        NewAccount { email, name, password_hash, home: Home { locale, time_zone, country }, acquisition };
    let mut unit = works.begin().await?;
    let user = sign_up::run(&mut unit, accounts.listeners(), &new).await?;
    let grant = open_session::run(&mut unit, user.id, accounts.config()).await?;
    let answer = SignedIn::of(&accounts, &mut unit, user, grant).await?;
    Ok(Reply(unit.commit(answer).await.map_err(Error::from)?))
}
