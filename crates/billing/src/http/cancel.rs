//! `POST /subscription/cancel`.

use axum::Extension;
use http::Method;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{
    Body, Permission, Principal, Reply, Route, Work,
    fields::{Name, Token},
    reply,
};

use super::Flags;
use crate::{actions, rules::When, views::SubscriptionView};

/// When to end it, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    /// `now`, or `period_end`: with the paid period or the trial; can be withdrawn until then.
    #[schema(value_type = Token)]
    when: When,
    /// One line in your own words.
    #[schema(value_type = Option<String>, format = "text")]
    reason: Option<Name>,
}

pub(super) fn route() -> Route<Flags> {
    web::route(Method::POST, "/subscription/cancel")
        .summary("End the trial or the paid plan, now or with its period")
        .permission(Permission::UpdateProfile)
        .body::<Cancellation>()
        .answers::<SubscriptionView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Body(Cancellation { when, reason }): Body<Cancellation>,
    Work(mut unit): Work,
) -> web::Result<Reply<SubscriptionView>> {
    let reason = reason.as_ref().map(Name::as_str);
    let current = actions::cancel::run(&mut unit, me.user, when, reason).await?;
    reply(unit.commit(SubscriptionView::new(&current)?).await?)
}
