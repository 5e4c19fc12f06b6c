//! What can be done with flags.

pub mod set;

use data::Unit;

use crate::{Error, rules::Flag, store};

/// Every flag of the tenant, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(unit: &mut Unit) -> Result<Vec<Flag>, Error> {
    Ok(store::list(unit).await?)
}
