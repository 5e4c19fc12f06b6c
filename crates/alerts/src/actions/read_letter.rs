//! The letter of a notice, for whoever sends it.

use data::Unit;
use jiff::Timestamp;
use kernel::NoticeId;

use crate::{Result, rules::Letter, store::notices};

/// The letter and its date; none when there is no such notice.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit, id: NoticeId) -> Result<Option<(Letter, Timestamp)>> {
    let notice = notices::find(unit, id).await?;
    Ok(notice.map(|notice| (notice.letter(), notice.at)))
}
