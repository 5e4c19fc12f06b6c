//! `/admin/alerts`.

mod adjust;
mod alert_view;
mod end_silence;
mod history;
mod list;
mod list_silences;
mod silence;
mod silence_view;

use http::Method;
use web::{Keep, Listing, Permission, Require, Routes, route};

use alert_view::AlertView;
use silence_view::SilenceView;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    rules(silences(Routes::new("alerts"))).nest("/admin").require(Require::Admin).state(())
}

fn rules(routes: Routes<()>) -> Routes<()> {
    routes
        .add(
            route(Method::GET, "/alerts")
                .summary("Every alert: what is watched and how it stands")
                .permission(Permission::SystemHealth)
                .answers::<Listing<AlertView>>()
                .handler(list::run),
        )
        .add(
            route(Method::PATCH, "/alerts/{key}")
                .summary("Change an alert's threshold and patience, or switch it off and on")
                .permission(Permission::SystemHealth)
                .body::<adjust::Adjust>()
                .answers::<AlertView>()
                .handler(adjust::run),
        )
        .add(
            route(Method::GET, "/alerts/{key}/history")
                .summary("An alert's changes of state, newest first")
                .permission(Permission::SystemHealth)
                .query::<history::Page>()
                .answers::<Listing<history::TransitionView>>()
                .handler(history::run),
        )
}

fn silences(routes: Routes<()>) -> Routes<()> {
    routes
        .add(
            route(Method::GET, "/alerts/silences")
                .summary("Silences that are not over, newest first")
                .permission(Permission::SystemHealth)
                .query::<list_silences::Page>()
                .answers::<Listing<SilenceView>>()
                .handler(list_silences::run),
        )
        .add(
            route(Method::POST, "/alerts/silences")
                .summary("Let some alerts tell nobody for a while")
                .permission(Permission::SystemHealth)
                .body::<silence::NewSilence>()
                .answers::<SilenceView>()
                .created()
                .handler(silence::run),
        )
        .add(
            route(Method::DELETE, "/alerts/silences/{id}")
                .summary("End a silence")
                .permission(Permission::SystemHealth)
                .keep(Keep::Nothing)
                .handler(end_silence::run),
        )
}
