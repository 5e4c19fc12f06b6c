//! `GET /analytics/subscriptions`.

use axum::{Extension, extract::State};
use data::Database;
use http::Method;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{Class, Permission, Principal, QueryOf, Reply, Route, Works, reply};

use crate::{
    Reporting, actions, reads,
    rules::{Edge, Range, ReportInterval, SubscriptionReport},
};

/// Which stretch of time.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    /// First day, in the reporting zone, or first instant. The report begins with the period that holds it. Unless told,
    /// eleven months before the month that the report ends with.
    #[param(value_type = Option<String>, format = "id", example = "2026-01-01")]
    from: Option<Edge>,
    /// First day after, or first instant after. Unless told, the present; nothing is reported of later periods.
    #[param(value_type = Option<String>, format = "id", example = "2027-01-01")]
    to: Option<Edge>,
    /// Length of the periods; a month unless told. Up to 1,100 periods.
    #[param(inline)]
    interval: Option<ReportInterval>,
}

pub(super) fn route() -> Route<Database> {
    web::route(Method::GET, "/analytics/subscriptions")
        .summary("Subscriptions by state, plan and interval; changes of state and trial outcomes by period")
        .permission(Permission::ViewAnalytics)
        .class(Class::Heavy)
        .query::<Ask>()
        .answers::<SubscriptionReport>()
        .handler(run)
}

pub(super) async fn run(
    State(database): State<Database>,
    Extension(me): Extension<Principal>,
    QueryOf(ask): QueryOf<Ask>,
    works: Works,
) -> web::Result<Reply<SubscriptionReport>> {
    let reporting = Reporting::of(&database, me.tenant).await?;
    let range = Range { from: ask.from, to: ask.to, interval: ask.interval };
    let mut unit = works.look().await?;
    reads::hold_still(&mut unit).await?;
    let report = actions::subscriptions::run(&mut unit, &reporting, &range).await?;
    reply(unit.commit(report).await?)
}
