//! Pure rules: how refusals are counted within a bound.

pub(crate) mod tally;
