//! SQL, and nothing else.

pub(crate) mod audit;
pub(crate) mod counters;
pub(crate) mod rates;
pub(crate) mod refusals;
