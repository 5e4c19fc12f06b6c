//! Somebody looks at the picture of a chart.

use data::Unit;
use kernel::{ChartId, UserId};

use super::read;
use crate::{
    Error,
    events::{self, Format},
    views::ChartView,
};

/// The chart to draw a picture of, if it is `user`'s. The picture itself is made after the commit.
///
/// # Errors
/// As [`read::run`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    id: ChartId,
    format: Format,
) -> Result<Option<ChartView>, Error> {
    let chart = read::run(unit, user, id).await?;
    if chart.is_some() {
        unit.emit(events::wheel_viewed(user, format));
    }
    Ok(chart)
}
