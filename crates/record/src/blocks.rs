//! Addresses that are let in no more for a time: writing and reading them. It decides nothing.

use data::{Database, Result, Unit};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use kernel::{BlockId, PageSize, TenantId};

use crate::store;

/// How long a block that is over is remembered, so that somebody can be told why they were kept out.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its identifier; later ones are greater.
    pub id: BlockId,
    /// Whom it keeps out.
    pub network: IpNet,
    /// Why: the reason of the refusal that was one too many, or an admin's words.
    pub reason: String,
    /// The score that it was given for; zero when an admin gave it.
    pub score: i64,
    /// The how-manieth in a row of that network, from 1; zero when an admin gave it.
    pub nth: i32,
    /// Since when, in real time.
    pub blocked_at: Timestamp,
    /// By whom: `gate`, `user:<id>`.
    pub blocked_by: String,
    /// Until when, unless it is lifted before.
    pub until: Timestamp,
    /// When it was lifted, and by whom.
    pub lifted: Option<(Timestamp, String)>,
}

/// Up to where blocks were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark(pub(crate) i64);

/// Writes a block into the unit's tenant.
///
/// # Errors
/// When the database fails.
pub async fn add(unit: &mut Unit, block: &Block) -> Result<()> {
    let tenant = unit.tenant();
    store::blocks::add(unit.connection(), tenant, block).await
}

/// Lifts every block in force of the network that `id` blocks; answers that network, or `None` without such a block.
///
/// # Errors
/// When the database fails.
pub async fn lift(unit: &mut Unit, id: BlockId) -> Result<Option<IpNet>> {
    let Some(network) = store::blocks::network(unit, id).await? else { return Ok(None) };
    let (by, at) = (unit.actor().to_string(), unit.real_now());
    store::blocks::lift(unit, network, at, &by).await?;
    Ok(Some(network))
}

/// Writes `ours` into the tenant (one that is there already stays as it is) and reads every block of it that was written
/// or lifted since `mark` and ends after `until`; answers them with the next mark. A block may come twice; none is
/// missed, in whatever order transactions commit. Safe to repeat. It has a connection of the background: requests that
/// wait for one of theirs do not hold it up.
///
/// # Errors
/// When the database fails.
pub async fn exchange(
    database: &Database,
    tenant: TenantId,
    ours: &[Block],
    mark: Mark,
    until: Timestamp,
) -> Result<(Vec<Block>, Mark)> {
    let mut connection = database.work().await?;
    for block in ours {
        store::blocks::add(&mut connection, tenant, block).await?;
    }
    // Asked for before the rows: what is not yet seen by then has a transaction at least as young.
    let next = store::blocks::mark(&mut connection).await?;
    Ok((store::blocks::since(&mut connection, tenant, mark.0, until).await?, Mark(next)))
}

/// A page of the unit's tenant, newest first, older than `before`, and its last if more follow; `active` are those
/// that are in force.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    active: bool,
    before: Option<BlockId>,
    size: PageSize,
) -> Result<(Vec<Block>, Option<BlockId>)> {
    let in_force_at = active.then(|| unit.real_now());
    let mut blocks = store::blocks::list(unit, in_force_at, before, size.fetch()).await?;
    let more = blocks.len() > size.rows();
    blocks.truncate(size.rows());
    let last = blocks.last().filter(|_| more).map(|block| block.id);
    Ok((blocks, last))
}

/// Removes blocks of the tenant that ended more than 90 days ago; answers how many.
pub(crate) async fn sweep(database: &Database, tenant: TenantId) -> Result<u64> {
    let before = database.clocks().real.now().checked_sub(KEPT_FOR)?;
    store::blocks::remove(database, tenant, before).await
}

#[cfg(test)]
mod tests;
