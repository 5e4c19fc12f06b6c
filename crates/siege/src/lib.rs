//! The failure programme, over a real binary on its private PostgreSQL: processes are killed at seeded moments, sockets are abused, and
//! afterwards everything that was acknowledged must be there, once.
//!
//! Used by `cargo xtask crash` at length and by the server's tests in short. It knows the HTTP surface and the signals of an
//! operator; of the code behind them it knows nothing, so that it can only find what a client would find.
//!
//! What is checked is written down where it is checked: [`crash`], [`outage`], [`drain`], [`slow`], [`idle`], [`odd`], [`leaks`].

pub mod crash;
pub mod crowd;
mod customer;
pub mod dice;
pub mod drain;
pub mod idle;
pub mod leaks;
mod ledger;
pub mod odd;
pub mod office;
pub mod outage;
pub mod patience;
pub mod processes;
mod server;
mod site;
pub mod slow;
pub mod wire;

pub use server::Server;
pub use site::{Ended, Site};
