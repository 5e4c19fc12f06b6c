//! Reads one chart: opens its request and draws it anew.

use data::Unit;
use kernel::{ChartId, UserId};

use crate::{Error, rules::draw, store, views::ChartView};

/// The chart of that id, if it is `user`'s.
///
/// # Errors
/// [`Error::Engine`] if a request that was good when it was kept no longer is, [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<ChartView>, Error> {
    let Some(chart) = store::find(unit, user, id).await? else { return Ok(None) };
    let reading = draw(&chart.request).map_err(Error::Engine)?;
    Ok(Some(ChartView::new(chart, reading)))
}
