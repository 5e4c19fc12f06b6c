//! Sessions are forgotten thirty days after their time.

use data::Unit;
use jiff::SignedDuration;

use crate::{Result, store::sessions};

/// Kept for so long after its time that "who was signed in when" can be answered for a month.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Removes the sessions of this tenant whose time was over thirty days ago; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit) -> Result<u64> {
    let before = unit.real_now() - KEPT_FOR;
    Ok(sessions::delete_expired(unit, before).await?)
}
