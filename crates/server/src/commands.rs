//! The subcommands of the binary.

pub mod admin;
pub mod country;
pub mod demo;
pub mod gate;
pub mod serve;
pub mod sky;
