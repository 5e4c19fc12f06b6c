//! A real PostgreSQL for every test; nothing of this reaches a binary.
//!
//! 1. [`unit()`] is for stores and actions: a fresh tenant in one database that all tests share, in a
//!    transaction that is rolled back when the unit is dropped.
//! 2. [`database()`] is for what commits, races or runs as a server: a database of its own, copied in
//!    a few milliseconds from a migrated template.
//! 3. Time stands still at [`START`] until the test moves it.
//!
//! The server is the one that `MAINSTAY_TEST_SOCKET`, `MAINSTAY_TEST_PORT` and `MAINSTAY_TEST_USER`
//! name, as `cargo xtask test` sets them. Without them a cluster is started in the folder for
//! temporary files and left running for the next test process. It knows no capability.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let mut unit = testkit::unit().await;
//! let row: (i32,) = sqlx::query_as("SELECT 1").fetch_one(unit.connection()).await.unwrap();
//! assert_eq!((row.0, unit.now()), (1, testkit::START));
//! # });
//! ```

pub mod countries;
mod database;
mod leftovers;
pub mod provider;
mod redis;
mod server;
mod template;
#[cfg(test)]
mod tests;
mod unit;

use data::seal::MasterKey;
use jiff::Timestamp;
use kernel::{Clock, Clocks};

pub use database::{TestDatabase, database};
pub use redis::Redis;
pub use unit::{unit, unit_as, unit_at, user};

/// The instant at which both clocks of every test stand: Thursday, 15 January 2026, 12:00 UTC.
pub const START: Timestamp = Timestamp::constant(1_768_478_400, 0);

/// Why a test cannot have its database.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The one master key of all tests: roles belong to the whole cluster and their passwords derive from
/// it, so tests with different keys would lock each other out.
#[must_use]
pub fn master_key() -> MasterKey {
    MasterKey::from_bytes([0x2a; 32])
}

/// Both clocks, apart from each other, standing at `start` until they are moved.
#[must_use]
pub fn clocks(start: Timestamp) -> Clocks {
    Clocks { business: Clock::manual(start), real: Clock::manual(start) }
}

/// A test without its database is a failed test, and says why.
fn must<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| {
        let mut text = failure.to_string();
        let mut cause = failure.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        panic!("no database for this test: {text}")
    })
}
