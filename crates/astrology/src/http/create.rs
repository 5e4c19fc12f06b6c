//! `POST /charts`.

use axum::Extension;
use data::seal::Sealer;
use http::Method;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Keep, Permission, Principal, Reply, Route, Work, fields::Name, reply};

use crate::{
    actions,
    rules::{Birth, Kind, Request, Settings},
    views::ChartView,
};

/// A chart to draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChart {
    /// What kind of chart.
    kind: Kind,
    /// When and where.
    birth: Birth,
    /// How it is drawn.
    #[serde(default)]
    settings: Settings,
    /// What its owner calls it.
    name: Option<Name>,
}

pub(super) fn route() -> Route<Sealer> {
    web::route(Method::POST, "/charts")
        .summary("Draw a chart; costs one unit of the meter charts")
        .permission(Permission::ViewRecommendations)
        .body::<NewChart>()
        .answers::<ChartView>()
        .created()
        .keep(Keep::Answer)
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Body(new): Body<NewChart>,
    Work(mut unit): Work,
) -> web::Result<Reply<ChartView>> {
    let NewChart { kind, birth, settings, name } = new;
    let name = name.map(|name| name.as_str().to_owned());
    let chart = actions::create::run(&mut unit, me.user, Request { kind, birth, settings }, name).await?;
    reply(unit.commit(chart).await?)
}
