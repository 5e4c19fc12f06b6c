//! `POST /subscription`.

use axum::Extension;
use http::Method;
use kernel::Currency;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Permission, Principal, Reply, Route, Work, fields::Token, reply};

use super::Flags;
use crate::{
    actions::{self, subscribe::Purchase},
    rules::Interval,
    views::SubscriptionView,
};

/// What to buy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSubscription {
    /// A plan of `GET /plans`.
    plan: Token,
    /// One of its intervals.
    #[schema(value_type = Token)]
    interval: Interval,
    /// ISO 4217; may be left out where the plan has one currency.
    #[schema(value_type = Option<Token>)]
    currency: Option<Currency>,
}

pub(super) fn route() -> Route<Flags> {
    web::route(Method::POST, "/subscription")
        .summary("Take a plan; payment is made and recorded by hand")
        .permission(Permission::UpdateProfile)
        .body::<NewSubscription>()
        .answers::<SubscriptionView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Body(new): Body<NewSubscription>,
    Work(mut unit): Work,
) -> web::Result<Reply<SubscriptionView>> {
    let NewSubscription { plan, interval, currency } = new;
    let purchase = Purchase { plan: plan.as_str().to_owned(), interval, currency };
    let current = actions::subscribe::run(&mut unit, me.user, purchase).await?;
    reply(unit.commit(SubscriptionView::new(&current)?).await?)
}
