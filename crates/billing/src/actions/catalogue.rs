//! Reads the plans of a tenant.

use data::Unit;

use super::install_catalogue;
use crate::{
    Error,
    rules::{Catalogue, PlanVersion},
    store,
};

/// Every version of every plan. A tenant that has none yet is given the shipped ones.
///
/// # Errors
/// [`Error::Broken`] when the stored plans do not fit together, [`Error::Data`].
pub async fn catalogue(unit: &mut Unit) -> Result<Catalogue, Error> {
    let mut plans = store::plans::all(unit).await?;
    if plans.is_empty() {
        install_catalogue::run(unit).await?;
        plans = store::plans::all(unit).await?;
    }
    Catalogue::new(plans).map_err(|faults| Error::broken(format!("the stored plans clash: {faults:?}")))
}

/// What is sold: the newest version of each plan, by rank.
///
/// # Errors
/// As [`catalogue`].
pub async fn offered(unit: &mut Unit) -> Result<Vec<PlanVersion>, Error> {
    Ok(catalogue(unit).await?.offered().into_iter().cloned().collect())
}
