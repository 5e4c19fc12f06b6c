//! Revenue analytics: what the subscription ledger adds up to, period by period.
//!
//! The promise: opening plus movements is closing, to the minor unit, and every metric carries the one
//! definition by which it was computed.

pub mod rules;
