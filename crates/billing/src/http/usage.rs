//! `GET /usage`.

use axum::Extension;
use http::Method;
use web::{Listing, Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::UsageView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::GET, "/usage")
        .summary("Your meters: used, limit and when they start anew")
        .permission(Permission::ViewProfile)
        .answers::<Listing<UsageView>>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<UsageView>>> {
    let items = actions::usage::run(&mut unit, me.user).await?.into_iter().map(UsageView::from).collect();
    reply(unit.commit(Listing { items, next_cursor: None }).await?)
}
