//! The subcommands of the binary.

pub mod admin;
pub mod serve;
pub mod sky;
