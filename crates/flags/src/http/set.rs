//! `PUT /admin/flags/{flag_name}`.

use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, PathOf, Reply, Work, reply};

use super::FlagView;
use crate::{actions, rules::Flag};

/// What a flag does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FlagSettings {
    /// Off is off for everybody.
    enabled: bool,
    /// For how many of a hundred users it is on.
    rollout_percentage: u8,
}

pub(super) async fn run(
    PathOf(name): PathOf<String>,
    Body(settings): Body<FlagSettings>,
    Work(mut unit): Work,
) -> web::Result<Reply<FlagView>> {
    let flag = Flag { name, enabled: settings.enabled, rollout_percentage: settings.rollout_percentage };
    let flag = actions::set::run(&mut unit, flag).await?;
    reply(unit.commit(FlagView::from(flag)).await?)
}
