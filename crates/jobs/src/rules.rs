//! Pure rules: how long to wait after a failure, and when a schedule is next due.

pub(crate) mod backoff;
pub(crate) mod cadence;
