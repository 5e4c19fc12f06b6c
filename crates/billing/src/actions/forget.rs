//! Forgets what has been kept for its two years: counters, and what customers said when they left.

use data::Unit;
use jiff::{Span, Timestamp, tz::TimeZone};

use crate::{
    Error,
    store::{transitions, usage},
};

/// How long both are kept; the columns of their tables declare it.
const YEARS: i32 = 2;

/// Removes counters of usage periods that began two years ago by business time and do not run any more, and reasons
/// that were given two years ago by real time; answers how many rows went. The ledger stays. Safe to repeat.
///
/// # Errors
/// [`Error::Data`].
pub async fn run(unit: &mut Unit) -> Result<u64, Error> {
    let (now, real_now) = (unit.now(), unit.real_now());
    let counters = usage::remove(unit, years_before(now)?, now).await?;
    Ok(counters + transitions::remove_reasons(unit, years_before(real_now)?).await?)
}

fn years_before(at: Timestamp) -> Result<Timestamp, jiff::Error> {
    Ok(at.to_zoned(TimeZone::UTC).checked_sub(Span::new().years(YEARS))?.timestamp())
}
