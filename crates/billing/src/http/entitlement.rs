//! `GET /entitlements/{feature}`.

use axum::{Extension, extract::State};
use http::Method;
use web::{PathOf, Permission, Principal, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, rules::Feature, views::EntitlementView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::GET, "/entitlements/{feature}")
        .summary("Whether you may use a feature, and why")
        .permission(Permission::ViewProfile)
        .answers::<EntitlementView>()
        .handler(run)
}

async fn run(
    PathOf(feature): PathOf<Feature>,
    State(flags): State<Flags>,
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<EntitlementView>> {
    let answer = actions::entitlements::one(&mut unit, me.user, feature, flags.as_ref()).await?;
    reply(unit.commit(EntitlementView::from(answer)).await?)
}
