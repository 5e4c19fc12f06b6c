//! What is asked of this room; each action only reads.

pub mod revenue;
pub mod subscriptions;

#[cfg(test)]
mod tests;
