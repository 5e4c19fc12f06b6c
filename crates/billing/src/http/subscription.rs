//! `GET /subscription`.

use axum::Extension;
use http::Method;
use web::{Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::SubscriptionView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::GET, "/subscription")
        .summary("Your plan and where your subscription stands")
        .permission(Permission::ViewProfile)
        .answers::<SubscriptionView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<SubscriptionView>> {
    let current = actions::current(&mut unit, me.user).await?;
    reply(unit.commit(SubscriptionView::new(&current)?).await?)
}
