//! The ledger as `billing` publishes it, added up by PostgreSQL. Knows no rates and no definitions.

pub(crate) mod movements;
pub(crate) mod subscriptions;

use data::{Result, Unit};
use jiff_sqlx::{Timestamp, ToSqlx};

use crate::rules::Timeline;

/// Lets every statement of this unit see what its first one sees. To be asked before that one.
pub(crate) async fn hold_still(unit: &mut Unit) -> Result<()> {
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(unit.connection()).await?;
    Ok(())
}

/// The first instants of the periods: `width_bucket` numbers what lies from each on by its place, from 1, and what
/// lies before the first 0.
fn starts(timeline: &Timeline) -> Vec<Timestamp> {
    timeline.periods.iter().map(|period| period.start.to_sqlx()).collect()
}

/// The number of a period as `width_bucket` gives it.
fn number(period: i32) -> usize {
    usize::try_from(period).unwrap_or(0)
}
