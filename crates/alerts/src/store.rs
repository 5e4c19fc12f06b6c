//! The SQL of `alerts`. It decides nothing.

pub(crate) mod forget;
pub(crate) mod notices;
pub(crate) mod silences;
pub(crate) mod standings;
pub(crate) mod transitions;
