//! `/admin/flags`.

mod list;
mod set;

use http::Method;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Listing, Permission, Routes, route};

use crate::rules::Flag;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("flags")
        .add(
            route(Method::GET, "/flags")
                .summary("Every feature flag")
                .permission(Permission::ManageUsers)
                .answers::<Listing<FlagView>>()
                .handler(list::run),
        )
        .add(
            route(Method::PUT, "/flags/{flag_name}")
                .summary("Make a feature flag or change it")
                .permission(Permission::ManageUsers)
                .body::<set::FlagSettings>()
                .answers::<FlagView>()
                .handler(set::run),
        )
        .nest("/admin")
        .state(())
}

/// One flag.
#[derive(Serialize, ToSchema)]
struct FlagView {
    /// Its name.
    flag_name: String,
    /// Off is off for everybody.
    enabled: bool,
    /// For how many of a hundred users it is on.
    rollout_percentage: u8,
}

impl From<Flag> for FlagView {
    fn from(flag: Flag) -> Self {
        Self { flag_name: flag.name, enabled: flag.enabled, rollout_percentage: flag.rollout_percentage }
    }
}
