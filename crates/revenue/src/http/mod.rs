//! The routes of revenue analytics. Each extracts, calls its action and commits; none decides.

mod revenue;
mod subscriptions;

use data::Database;
use web::Routes;

/// The routes of this room; the tenant's reporting zone and currency are read from `database`.
#[must_use]
pub fn routes(database: Database) -> Routes {
    Routes::new("analytics").add(revenue::route()).add(subscriptions::route()).state(database)
}

#[cfg(test)]
mod tests;
