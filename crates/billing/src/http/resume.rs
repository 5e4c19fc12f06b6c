//! `POST /subscription/resume`.

use axum::Extension;
use http::Method;
use web::{Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::SubscriptionView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::POST, "/subscription/resume")
        .summary("Take back a scheduled cancellation")
        .permission(Permission::UpdateProfile)
        .answers::<SubscriptionView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<SubscriptionView>> {
    let current = actions::resume::run(&mut unit, me.user).await?;
    reply(unit.commit(SubscriptionView::new(&current)?).await?)
}
