//! The use cases on a real database: races, late jobs, period boundaries, and the ledger against its rules.

mod catalogue;
mod claims;
mod reservations;
mod subscriptions;
mod sweep;
mod time;
