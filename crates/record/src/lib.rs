//! What was done and what was refused: the audit log and the log of security events.
//!
//! 1. Audit entries are written by the commit of the change that they tell of ([`data::Unit::audit`]);
//!    here they are read. Nobody can change or remove one.
//! 2. Refusals are counted by tenant, reason, address, route and minute ([`SecurityLog`]): an attack
//!    makes counters grow, not rows. Memory is bounded, and what does not fit is counted too.
//! 3. Every request leaves one row ([`RequestLog`]): who, what, how long; never a body, a query or a raw path.
//! 4. Blocked addresses are kept here ([`blocks`]), so that every node and the next start know them.
//!
//! It knows neither what is audited nor why something is refused.

pub mod actions;
pub mod audit;
pub mod blocks;
pub mod events;
mod http;
pub mod requests;
mod rules;
mod security_log;
mod store;

pub use http::routes;
pub use requests::RequestLog;
pub use rules::{severity::Severity, tally::SecurityEvent};
pub use security_log::SecurityLog;

use data::Unit;
use jiff::Timestamp;

/// How often each reason refused something in the unit's tenant since the minute of `since`, most frequent
/// first. It lags behind by the second or so that the log takes to write.
///
/// # Errors
/// When the database fails.
pub async fn summary(unit: &mut Unit, since: Timestamp) -> data::Result<Vec<(String, i64)>> {
    store::refusals::by_reason(unit, rules::tally::minute_of(since)).await
}
