//! Gives a tenant the shipped plans.

use data::Unit;

use crate::{Error, rules::Catalogue, store};

/// Adds those shipped plan versions that are not there yet; run twice, or on two nodes at once, it adds
/// each once. Versions that the tenant has published stay.
///
/// # Errors
/// [`Error::Data`].
pub async fn run(unit: &mut Unit) -> Result<(), Error> {
    for plan in Catalogue::shipped().offered() {
        store::plans::add(unit, plan).await?;
    }
    Ok(())
}
