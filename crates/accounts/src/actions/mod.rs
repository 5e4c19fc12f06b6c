//! What can be done to accounts, one use case a file. The caller commits.

pub mod create_admin;
pub mod end_session;
pub mod govern;
pub mod log_in;
pub mod open_session;
pub mod refresh;
pub mod sign_up;
pub mod sweep_sessions;
pub mod update_profile;

#[cfg(test)]
mod tests;
