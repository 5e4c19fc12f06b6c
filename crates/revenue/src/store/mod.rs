//! The ledger as `billing` publishes it, added up by PostgreSQL. Knows no rates and no definitions.

pub(crate) mod movements;
pub(crate) mod subscriptions;

use jiff_sqlx::{Timestamp, ToSqlx};

use crate::rules::Timeline;

/// The first instants of the periods: `width_bucket` numbers what lies from each on by its place, from 1, and what
/// lies before the first 0.
fn starts(timeline: &Timeline) -> Vec<Timestamp> {
    timeline.periods.iter().map(|period| period.start.to_sqlx()).collect()
}

/// The number of a period as `width_bucket` gives it.
fn number(period: i32) -> usize {
    usize::try_from(period).unwrap_or(0)
}
