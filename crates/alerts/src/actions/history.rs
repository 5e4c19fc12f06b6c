//! What became of one alert.

use data::Unit;
use jiff::Timestamp;
use kernel::PageSize;

use crate::{
    Error, Result,
    rules::{State, catalogue},
    store::transitions,
};

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transition {
    /// Its number, from 1.
    pub step: i64,
    /// From.
    pub from: State,
    /// To.
    pub to: State,
    /// When, by the clock of then.
    pub at: Timestamp,
    /// By this value.
    pub value: Option<f64>,
}

/// A page of a rule's changes, newest first, before the step `before`; and its last step if more follow.
///
/// # Errors
/// [`Error::NoSuchRule`].
pub async fn run(
    unit: &mut Unit,
    key: &str,
    before: Option<i64>,
    size: PageSize,
) -> Result<(Vec<Transition>, Option<i64>)> {
    let rule = catalogue::find(key).ok_or(Error::NoSuchRule)?;
    let mut page = transitions::page(unit, rule.key, before, size).await?;
    let more = page.len() > size.rows();
    page.truncate(size.rows());
    let last = page.last().filter(|_| more).map(|transition| transition.step);
    Ok((page, last))
}
