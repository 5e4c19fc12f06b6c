//! What can be done with plans, subscriptions and usage, one use case a file. The caller commits.

pub mod cancel;
mod catalogue;
mod change;
pub mod claim;
mod current;
pub mod entitlements;
pub mod forget;
pub mod install_catalogue;
pub mod lapse;
pub mod open;
pub mod publish;
pub mod release;
pub mod reserve;
pub mod resume;
pub mod settle;
pub mod start_trial;
pub mod subscribe;
pub mod sweep;
mod take;
#[cfg(test)]
mod tests;
pub mod usage;

pub use catalogue::{catalogue, offered};
pub use current::{Current, current};
