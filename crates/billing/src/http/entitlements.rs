//! `GET /entitlements`.

use axum::{Extension, extract::State};
use http::Method;
use web::{Listing, Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::EntitlementView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::GET, "/entitlements")
        .summary("Which features you may use, and why")
        .permission(Permission::ViewProfile)
        .answers::<Listing<EntitlementView>>()
        .handler(run)
}

async fn run(
    State(flags): State<Flags>,
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<EntitlementView>>> {
    let answers = actions::entitlements::all(&mut unit, me.user, flags.as_ref()).await?;
    let items = answers.into_iter().map(EntitlementView::from).collect();
    reply(unit.commit(Listing { items, next_cursor: None }).await?)
}
