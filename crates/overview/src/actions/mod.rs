//! What is asked of this room; it only reads.

pub mod dashboard;

#[cfg(test)]
mod tests;
