//! What can be done with alerts, one use case a file. The caller commits.

pub mod adjust;
pub mod evaluate;
pub mod forget;
pub mod history;
pub mod list;
pub mod read_letter;
pub mod silence;
pub mod summarise;

#[cfg(test)]
mod tests;
