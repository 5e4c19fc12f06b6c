//! `/analytics/dashboard`: extracts, calls the action, commits.

use axum::{Extension, extract::State};
use data::Database;
use http::Method;
use revenue::Reporting;
use web::{Class, Permission, Principal, Reply, Routes, Works, reply, route};

use crate::{actions, rules::Dashboard};

/// The routes of this room; the tenant's reporting zone and currency are read from `database`.
#[must_use]
pub fn routes(database: Database) -> Routes {
    Routes::new("analytics")
        .add(
            route(Method::GET, "/analytics/dashboard")
                .summary("The business on one page: revenue, customers, charts, sign-ups")
                .permission(Permission::ViewAnalytics)
                .class(Class::Heavy)
                .answers::<Dashboard>()
                .handler(dashboard),
        )
        .state(database)
}

async fn dashboard(
    State(database): State<Database>,
    Extension(me): Extension<Principal>,
    works: Works,
) -> web::Result<Reply<Dashboard>> {
    let reporting = Reporting::of(&database, me.tenant).await?;
    let mut unit = works.look().await?;
    revenue::reads::hold_still(&mut unit).await.map_err(crate::Error::from)?;
    let page = actions::dashboard::run(&mut unit, &reporting).await?;
    reply(unit.commit(page).await?)
}

#[cfg(test)]
mod tests;
