//! The database floor: pools and roles, migrations, the unit of work, ports and sealing.
//!
//! 1. Every statement of a request runs in one [`Unit`], under the tenant that row-level security
//!    enforces, and [`Unit::commit`] is the one commit.
//! 2. What must reach every capability is a [`ports`] trait: capabilities implement it, the server
//!    wires it, nobody knows who else exists.
//! 3. Personal fields pass through [`seal`] on their way to a column.
//!
//! This crate knows no capability, no route and no HTTP.

pub mod audit;
mod connect;
mod database;
mod error;
mod event;
pub mod fresh;
pub mod job;
pub mod migrate;
pub mod outbox;
pub mod ports;
pub mod presence;
pub mod roles;
pub mod rows;
pub mod seal;
pub mod tenant;
pub mod unit;

pub use audit::AuditEntry;
pub use connect::{Address, PoolSizes};
pub use database::Database;
pub use error::{Error, Result, describe};
pub use event::{Event, Property};
pub use job::NewJob;
pub use unit::{Actor, Scope, Unit};
