//! What billing does in the background. The queue is another room's: `server` gives these to it.

use data::Unit;
use kernel::UserId;
use serde::{Deserialize, Serialize};

use crate::{Error, actions};

/// The kind of job that writes what time has done to one subscription; queued for the moment it is due.
pub const LAPSE: &str = "billing.lapse";
/// The kind of job, to be run every few minutes, that takes back expired reservations and writes lapses
/// whose job was lost.
pub const SWEEP: &str = "billing.sweep";

/// Whose subscription.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LapsePayload {
    /// The user; they have one subscription.
    pub user: UserId,
}

/// Runs a job of kind [`LAPSE`]; the caller commits.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn lapse(unit: &mut Unit, payload: LapsePayload) -> Result<(), Error> {
    actions::lapse::run(unit, payload.user).await
}

/// Runs a job of kind [`SWEEP`]; the caller commits.
///
/// # Errors
/// [`Error::Data`].
pub async fn sweep(unit: &mut Unit) -> Result<(), Error> {
    actions::sweep::reservations(unit).await?;
    actions::sweep::lapses(unit).await?;
    Ok(())
}
