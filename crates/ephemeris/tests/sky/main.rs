//! The engine as its callers see it: against other people's numbers, against itself, against the definitions.

#[cfg(test)]
mod almanac;
#[cfg(test)]
mod horizon;
#[cfg(test)]
mod motion;
#[cfg(test)]
mod skyfield;
