//! `PATCH /admin/alerts/{key}`.

use kernel::Change;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, PathOf, Reply, Work, reply};

use super::AlertView;
use crate::actions::adjust::{self, Adjustment};

/// What to change; an absent field stays as it is, null is as shipped.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Adjust {
    /// Whether it is watched at all.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    enabled: Change<bool>,
    /// The value from which on it is bad.
    #[serde(default)]
    #[schema(value_type = Option<f64>)]
    threshold: Change<f64>,
    /// Seconds that it must be bad before it fires, up to a day.
    #[serde(default)]
    #[schema(value_type = Option<i32>)]
    for_seconds: Change<i32>,
    /// Seconds that it must be good before it is normal again, up to a day.
    #[serde(default)]
    #[schema(value_type = Option<i32>)]
    keep_seconds: Change<i32>,
}

pub(super) async fn run(
    PathOf(key): PathOf<String>,
    Body(asked): Body<Adjust>,
    Work(mut unit): Work,
) -> web::Result<Reply<AlertView>> {
    let Adjust { enabled, threshold, for_seconds, keep_seconds } = asked;
    let change = Adjustment { enabled, threshold, for_seconds, keep_seconds };
    let alert = adjust::run(&mut unit, &key, change).await?;
    reply(unit.commit(AlertView::from(alert)).await?)
}
