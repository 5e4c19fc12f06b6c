//! `PATCH /users/me`.

use axum::{Extension, extract::State};
use kernel::{Change, locale::Country};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Principal, Reply, Work, fields::Name, reply};

use super::{fields::country_change, me::Me};
use crate::{
    Accounts,
    actions::update_profile::{self, ProfileChange},
    rules::home::{Locale, TimeZone},
};

/// What to change; an absent field stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateMe {
    /// How to call you; null clears it.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    name: Change<Name>,
    /// Your language; null returns it to `en`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "id")]
    locale: Change<Locale>,
    /// Your time zone; null returns it to `UTC`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "id")]
    time_zone: Change<TimeZone>,
    /// Two letters of ISO 3166-1; null clears it.
    #[serde(default, deserialize_with = "country_change")]
    #[schema(value_type = Option<String>, format = "id")]
    country: Change<Country>,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Extension(principal): Extension<Principal>,
    Body(asked): Body<UpdateMe>,
    Work(mut unit): Work,
) -> web::Result<Reply<Me>> {
    let UpdateMe { name, locale, time_zone, country } = asked;
    let change = ProfileChange { name, locale, time_zone, country };
    let user = update_profile::run(&mut unit, principal.user, change).await?;
    let me = Me::of(&accounts, &mut unit, user).await?;
    reply(unit.commit(me).await?)
}
