//! The basement: configuration, secrets on disk, logs. It knows no capability: each brings its own
//! section of the configuration, and the server puts them together.

pub mod config;
pub mod folders;
pub mod secrets;
pub mod telemetry;
