//! Alerts: what is watched, how it stands, what became of it, and who is told.
//!
//! 1. A rule is data: a metric, a threshold, patience before it fires and before it is normal again. Every change of
//!    state is a row that stays ([`rules::state`] is the machine).
//! 2. A metric is a named function that answers a number in a unit ([`Metric`]). Rooms that can count do not know this
//!    one, and this one does not know them: `server` hands the functions in.
//! 3. One firing is told once, by a job of the same commit, and once more when it is over; never more than
//!    [`rules::post::MAILS_AN_HOUR`] mails a rule and hour, the rest summed up.
//! 4. A silence mutes what is told, never what is.
//!
//! It stands on the second storey and not in `overview`: what it watches lies below (refusals, jobs) as well as above
//! (revenue, later), a guard must not fall with the dashboard, and the rooms above may one day show its states. It knows
//! no address, no mail server and no customer: to whom a [`Letter`](rules::Letter) goes is found by whoever sends it.

pub mod actions;
mod error;
mod http;
pub mod jobs;
mod metric;
pub mod rules;
mod store;

pub use error::{Error, Result};
pub use http::routes;
pub use metric::{Metric, Observations, observe};
