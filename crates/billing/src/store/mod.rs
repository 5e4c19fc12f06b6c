//! The SQL of `billing`. It decides nothing; each statement names its tenant.

mod columns;
pub(crate) mod figures;
pub(crate) mod plans;
pub(crate) mod reservations;
pub(crate) mod subscriptions;
pub(crate) mod transitions;
pub(crate) mod usage;

pub(crate) use columns::shape;

#[cfg(test)]
pub(crate) mod tests;
