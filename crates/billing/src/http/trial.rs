//! `POST /subscription/trial`.

use axum::Extension;
use http::Method;
use web::{Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::SubscriptionView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::POST, "/subscription/trial")
        .summary("Start the one trial")
        .permission(Permission::UpdateProfile)
        .answers::<SubscriptionView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<SubscriptionView>> {
    let current = actions::start_trial::run(&mut unit, me.user).await?;
    reply(unit.commit(SubscriptionView::new(&current)?).await?)
}
