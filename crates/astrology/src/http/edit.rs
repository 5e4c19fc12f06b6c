//! `PATCH /charts/{id}`.

use axum::Extension;
use http::Method;
use kernel::{Change, ChartId};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Error, PathOf, Permission, Principal, Reply, Route, Work, fields::Name, reply};

use super::Desk;
use crate::{
    actions,
    rules::{Notes, Relabel, Tags},
    views::ChartView,
};

/// What to change; an absent field stays as it is, and no field at all changes nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditChart {
    /// What you call it; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    name: Change<Name>,
    /// All of its tags, up to 12 of 1 to 40 characters; null removes them.
    #[serde(default)]
    #[schema(value_type = Option<Tags>)]
    tags: Change<Tags>,
    /// All of its notes, up to 4000 characters; null removes them.
    #[serde(default)]
    #[schema(value_type = Option<Notes>)]
    notes: Change<Notes>,
}

pub(super) fn route() -> Route<Desk> {
    web::route(Method::PATCH, "/charts/{id}")
        .summary("Change name, tags or notes of one of your charts")
        .permission(Permission::ViewRecommendations)
        .body::<EditChart>()
        .answers::<ChartView>()
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    Body(EditChart { name, tags, notes }): Body<EditChart>,
    Work(mut unit): Work,
) -> web::Result<Reply<ChartView>> {
    let change = Relabel { name: name.map(|name| name.as_str().to_owned()), tags, notes };
    let chart = actions::edit::run(&mut unit, me.user, id, change).await?;
    let chart = chart.ok_or_else(|| Error::not_found("chart"))?;
    reply(unit.commit(chart).await?)
}
