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
pub use security_log::{DROPPED, SecurityLog};

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

/// How often something was refused in the unit's tenant for one of these reasons, or for any when there are none, from the
/// minute of `from` up to and without that of `until`. It lags behind as [`summary`] does.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    unit: &mut Unit,
    from: Timestamp,
    until: Timestamp,
    reasons: &[&str],
) -> data::Result<i64> {
    let [from, until] = [from, until].map(rules::tally::minute_of);
    store::rates::count(unit, from, until, reasons).await
}
