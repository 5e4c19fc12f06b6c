//! The engine as its callers see it: against other people's numbers, against itself, against the definitions.

mod almanac;
mod horizon;
mod motion;
mod skyfield;
