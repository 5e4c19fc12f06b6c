//! What can be done with charts, one use case a file.

pub mod assemble;
pub mod create;
pub mod delete;
pub mod edit;
pub mod interpret;
pub mod list;
pub(crate) mod note_reading;
pub mod read;
pub mod reserve_reading;
pub mod settle_reading;
pub mod view_wheel;

#[cfg(test)]
mod tests;
