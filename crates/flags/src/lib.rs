//! Feature flags: a switch and a gradual roll-out for each name.
//!
//! 1. A flag that is off is off for everybody; one at 30 % is on for the same 30 % of users every time.
//! 2. Raising the percentage never takes the feature from anyone who had it.
//! 3. A name without a flag says nothing: the plan alone decides then.
//!
//! It does not know which features a plan includes.

pub mod actions;
mod error;
mod http;
mod ports;
pub mod rules;
mod store;

pub use error::Error;
pub use http::routes;
pub use ports::Flags;
