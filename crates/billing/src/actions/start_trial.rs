//! Starts the trial of the plan family.

use data::Unit;
use kernel::UserId;

use super::{
    Current,
    change::{Asked, change},
};
use crate::{Error, rules::Decision};

/// Starts the one trial of `user`, from now for the days that the plan says.
///
/// # Errors
/// [`Error::TrialUsed`], [`Error::Illegal`] while something is paid or tried, [`Error::NoTrial`],
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId) -> Result<Current, Error> {
    Ok(change(unit, user, decide).await?.current)
}

fn decide(asked: &Asked<'_>) -> Result<Decision, Error> {
    let Asked { subscription, catalogue, customer, at } = *asked;
    let present = catalogue.version(&subscription.plan);
    let trial = present.and_then(|plan| catalogue.trial(&plan.family)).ok_or(Error::NoTrial)?;
    Ok(subscription.start_trial(trial, at, customer)?)
}
