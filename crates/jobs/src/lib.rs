//! Background work: a queue in the database, workers on every node, and schedules.
//!
//! 1. A job is queued by the commit of the change that asks for it ([`data::Unit::enqueue`]).
//! 2. Its handler's change and its end are one commit ([`Context::unit`]): a job runs at least once and
//!    takes effect exactly once. A worker that lost its lease cannot commit.
//! 3. A handler that fails, panics or dies with its node is tried again, later each time, and given up
//!    after a number of failures; a job that was given up stays in the queue as `failed`.
//! 4. A recurring job is queued once for each tenant, however many nodes there are; what was missed
//!    is caught up once.
//!
//! When a job may start is business time; leases are real time. It knows no capability: each hands in
//! its handlers.
//!
//! ```
//! # use data::{Database, NewJob}; use jiff::SignedDuration; use jobs::{Context, JobError, Jobs};
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Lapse {
//!     subscription: kernel::SubscriptionId,
//! }
//!
//! async fn lapse(context: Context, job: Lapse) -> Result<(), JobError> {
//!     let mut unit = context.unit().await?;
//!     // the change: actions::lapse::run(&mut unit, job.subscription).await?
//!     unit.enqueue(NewJob::new("billing.tell", job));
//!     Ok(unit.commit(()).await?)
//! }
//!
//! fn jobs(database: Database) -> Jobs {
//!     Jobs::new(database)
//!         .handle("billing.lapse", lapse)
//!         .every("billing.sweep", SignedDuration::from_hours(1), |context| async move {
//!             let unit = context.unit().await?;
//!             // the change: actions::sweep::run(&mut unit).await?
//!             Ok(unit.commit(()).await?)
//!         })
//! }
//! ```

mod context;
mod error;
mod execute;
mod handler;
mod register;
mod rules;
mod schedule;
mod settings;
mod store;
mod worker;

pub use context::Context;
pub use error::JobError;
pub use register::Jobs;
pub use rules::backoff::Policy;
pub use settings::Settings;
pub use store::{Depth, own as reads};
