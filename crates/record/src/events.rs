//! Reading the refusals of a tenant, counted by minute.

use core::net::IpAddr;

use data::{Result, Unit};
use jiff::Timestamp;
use kernel::{PageSize, locale::Country};
use serde::{Deserialize, Serialize};

use crate::{Severity, store};

/// Refusals of one minute, for one reason, of one address, at one route.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusals {
    /// The beginning of the minute, in real time.
    pub minute: Timestamp,
    /// Why.
    pub reason: String,
    /// To whom.
    pub address: IpAddr,
    /// At which route, as the route table writes it.
    pub route: String,
    /// How many.
    pub times: i64,
    /// The worst of them.
    pub severity: Severity,
    /// What they added to the client's score, together.
    pub score: i64,
    /// Where the address is at home, when that was known.
    pub country: Option<Country>,
    /// What the first was seen by, masked.
    pub evidence: Option<String>,
}

/// Which refusals; without any, all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// For this reason alone.
    pub reason: Option<String>,
    /// Of this address alone.
    pub address: Option<IpAddr>,
    /// From this minute on.
    pub since: Option<Timestamp>,
    /// Before this minute.
    pub until: Option<Timestamp>,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    pub(crate) minute: Timestamp,
    pub(crate) reason: String,
    pub(crate) address: IpAddr,
    pub(crate) route: String,
}

/// A page of the unit's tenant, newest first, after `after`, and its end if more follow.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    filter: &Filter,
    after: Option<&Position>,
    size: PageSize,
) -> Result<(Vec<Refusals>, Option<Position>)> {
    let mut refusals = store::refusals::list(unit, filter, after, size.fetch()).await?;
    let more = refusals.len() > size.rows();
    refusals.truncate(size.rows());
    let last = refusals.last().filter(|_| more).map(|last| Position {
        minute: last.minute,
        reason: last.reason.clone(),
        address: last.address,
        route: last.route.clone(),
    });
    Ok((refusals, last))
}
