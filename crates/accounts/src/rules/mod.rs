//! What the accounts decide by: tokens, rotation, passwords and homes, as values and pure functions.
//!
//! No connection, no clock and no randomness; the instant and the keys come as parameters.

pub mod access_token;
pub mod admins;
pub mod home;
mod hs256;
pub mod password;
pub mod refresh_token;
pub mod rotation;
