//! `DELETE /charts/{id}`.

use axum::Extension;
use http::Method;
use kernel::ChartId;
use web::{Error, Keep, PathOf, Permission, Principal, Reply, Route, Work, reply};

use super::Desk;
use crate::actions;

pub(super) fn route() -> Route<Desk> {
    web::route(Method::DELETE, "/charts/{id}")
        .summary("Remove one of your charts for ever; the unit of the meter charts that it cost stays used")
        .permission(Permission::ViewRecommendations)
        .keep(Keep::Nothing)
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    Work(mut unit): Work,
) -> web::Result<Reply<()>> {
    if !actions::delete::run(&mut unit, me.user, id).await? {
        return Err(Error::not_found("chart"));
    }
    reply(unit.commit(()).await?)
}
