//! Pure rules: how refusals are counted within a bound.

pub(crate) mod severity;
pub(crate) mod tally;
