//! Reads which features a user may use, and why.

use data::{Unit, ports::Flagged};
use kernel::UserId;

use super::{Current, current};
use crate::{
    Error,
    rules::{Entitlement, Feature, entitlement::entitlement},
};

/// One feature: the plan in force grants it, and no flag of its name is off for this user.
///
/// # Errors
/// [`Error::NoSubscription`], [`Error::Data`].
pub async fn one(
    unit: &mut Unit,
    user: UserId,
    feature: Feature,
    flags: &dyn Flagged,
) -> Result<Entitlement, Error> {
    let current = current(unit, user).await?;
    decide(unit, user, feature, flags, &current).await
}

/// Every feature.
///
/// # Errors
/// As [`one`].
pub async fn all(unit: &mut Unit, user: UserId, flags: &dyn Flagged) -> Result<Vec<Entitlement>, Error> {
    let current = current(unit, user).await?;
    let mut answers = Vec::with_capacity(Feature::ALL.len());
    for feature in Feature::ALL {
        answers.push(decide(unit, user, *feature, flags, &current).await?);
    }
    Ok(answers)
}

async fn decide(
    unit: &mut Unit,
    user: UserId,
    feature: Feature,
    flags: &dyn Flagged,
    current: &Current,
) -> Result<Entitlement, Error> {
    let switched_off = flags.flag(unit, feature.as_str(), user).await? == Some(false);
    Ok(entitlement(feature, current.plan()?, switched_off, &current.catalogue))
}
