//! Lists somebody's charts, newest first.

use data::Unit;
use kernel::{ChartId, PageSize, UserId};

use crate::{Error, Filter, store, views::ChartItem};

/// One page of charts.
pub struct Page {
    /// The charts, newest first.
    pub items: Vec<ChartItem>,
    /// The last of them, if older ones follow.
    pub next: Option<ChartId>,
}

/// One page of the charts of `user` that the filter lets through: those older than `before`, or the newest.
///
/// # Errors
/// [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    filter: &Filter,
    before: Option<ChartId>,
    size: PageSize,
) -> Result<Page, Error> {
    let mut charts = store::page(unit, user, filter, before, size.fetch()).await?;
    let more = charts.len() > size.rows();
    charts.truncate(size.rows());
    let items: Vec<ChartItem> = charts.into_iter().map(ChartItem::from).collect();
    let next = items.last().map(|item| item.id).filter(|_| more);
    Ok(Page { items, next })
}
