//! What can be done with charts, one use case a file.

pub mod create;
pub mod delete;
pub mod edit;
pub mod interpret;
pub mod list;
pub mod read;
pub mod view_wheel;

#[cfg(test)]
mod tests;
