//! What billing does in the background. The queue is another room's: `server` gives these to it.

use data::{NewJob, Unit};
use jiff::Timestamp;
use kernel::UserId;
use serde::{Deserialize, Serialize};

use crate::{Error, actions};

/// The kind of job that writes what time has done to one customer; queued for the moment it is due.
pub const LAPSE: &str = "billing.lapse";
/// The kind of job, to be run every few minutes, that queues [`LAPSE`] for whoever has an expired reservation or a
/// lapse whose job was lost, and forgets what is past its time.
pub const SWEEP: &str = "billing.sweep";

/// Whose subscription.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LapsePayload {
    /// The user; they have one subscription.
    pub user: UserId,
}

impl LapsePayload {
    /// The job for what is due since then; one is enough, however often it is asked for.
    pub(crate) fn job(self, since: Timestamp) -> NewJob {
        NewJob::new(LAPSE, self).unique(format!("{} {since}", self.user))
    }
}

/// Runs a job of kind [`LAPSE`]; the caller commits.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn lapse(unit: &mut Unit, payload: LapsePayload) -> Result<(), Error> {
    actions::lapse::run(unit, payload.user).await
}

/// Runs a job of kind [`SWEEP`]; the caller commits. Whatever is wrong with one customer fails the job of that
/// customer, not this one.
///
/// # Errors
/// [`Error::Data`].
pub async fn sweep(unit: &mut Unit) -> Result<(), Error> {
    actions::sweep::run(unit).await?;
    actions::forget::run(unit).await?;
    Ok(())
}
