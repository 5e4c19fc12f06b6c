//! Revenue analytics: what the subscription ledger adds up to, period by period.
//!
//! 1. Opening plus movements is closing, to the minor unit; every figure is an integer sum of ledger rows and carries the
//!    one definition by which it was computed.
//! 2. Periods are those of the calendar in the tenant's reporting zone, half-open.
//! 3. Rows of another currency are never mixed in: the answer counts them.
//! 4. A customer can be counted, never seen: no answer names one.
//!
//! It reads the ledger through `billing.pub_transitions`, writes nothing and has no settings.

mod error;
mod http;
mod reporting;
mod store;

pub mod actions;
pub mod reads;
pub mod rules;

pub use error::{Error, Result};
pub use http::routes;
pub use rules::Reporting;
