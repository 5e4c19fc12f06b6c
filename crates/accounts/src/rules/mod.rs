//! What the accounts decide by: rotation, passwords, homes and admins, as values and pure functions.
//!
//! No connection, no key, no clock and no randomness; the instant comes as a parameter.

pub mod admins;
pub mod home;
pub mod password;
pub mod rotation;
