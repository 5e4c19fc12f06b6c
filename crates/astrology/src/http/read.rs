//! `GET /charts/{id}`.

use axum::Extension;
use http::Method;
use kernel::ChartId;
use web::{Error, PathOf, Permission, Principal, Reply, Route, Work, reply};

use super::Desk;
use crate::{actions, views::ChartView};

pub(super) fn route() -> Route<Desk> {
    web::route(Method::GET, "/charts/{id}")
        .summary("Read one of your charts, drawn anew")
        .permission(Permission::ViewRecommendations)
        .answers::<ChartView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    Work(mut unit): Work,
) -> web::Result<Reply<ChartView>> {
    let chart = actions::read::run(&mut unit, me.user, id).await?;
    let chart = chart.ok_or_else(|| Error::not_found("chart"))?;
    reply(unit.commit(chart).await?)
}
