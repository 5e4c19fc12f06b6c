//! What an admin does at the gate.

pub(crate) mod block;
pub(crate) mod unblock;
