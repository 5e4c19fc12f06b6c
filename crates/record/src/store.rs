//! SQL, and nothing else.

pub(crate) mod audit;
pub(crate) mod blocks;
pub(crate) mod counters;
pub(crate) mod rates;
pub(crate) mod refusals;
pub(crate) mod request_rows;
pub(crate) mod requests;
