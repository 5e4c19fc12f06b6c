//! The routes of this room.

mod list_audit;

use http::Method;
use web::{Listing, Permission, Require, Routes, route};

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("record")
        .add(
            route(Method::GET, "/audit")
                .summary("Who did what in this business, newest first")
                .permission(Permission::ManageUsers)
                .query::<list_audit::ListAudit>()
                .answers::<Listing<list_audit::EntryView>>()
                .handler(list_audit::run),
        )
        .nest("/admin")
        .require(Require::Admin)
        .state(())
}

#[cfg(test)]
mod tests;
