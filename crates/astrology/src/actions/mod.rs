//! What can be done with charts, one use case a file.

pub mod assemble;
pub mod create;
pub mod interpret;
pub mod list;
pub mod read;

#[cfg(test)]
mod tests;
