//! Plans, subscriptions, usage limits and features: what a customer may do, until when, and what it earns.
//!
//! The promise: every change of a subscription is one immutable ledger row, the state at any instant is a
//! fold over those rows, and a limit of ten admits exactly ten.
//!
//! 1. A plan is versioned data; whoever bought a version keeps it.
//! 2. What time alone does (a trial ends, a cancellation takes effect) holds from its instant for whoever
//!    reads, and is written to the ledger by a job, dated when it was due and recorded when it was written.
//! 3. A usage period is named by its start: a new one is a new counter, and nothing is ever reset.
//!
//! It takes no payments: those are made and recorded by hand. It knows no product and no other room.

pub mod actions;
#[cfg(test)]
mod bench;
mod error;
mod http;
pub mod jobs;
mod ports;
pub mod reads;
pub mod rules;
mod store;
mod views;

pub use error::Error;
pub use http::routes;
pub use ports::Billing;
