//! Plans, subscriptions, usage limits and features: what a customer may do, until when, and what it earns.
//!
//! The promise: every change of a subscription is one immutable ledger row, the state at any instant is a
//! fold over those rows, and a limit of ten admits exactly ten.

pub mod rules;
