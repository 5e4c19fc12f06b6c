//! `PATCH /admin/users/{id}`.

use axum::extract::State;
use kernel::UserId;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, PathOf, Reply, Role, Work, reply};

use super::user_view::UserView;
use crate::{
    Accounts,
    actions::govern::{self, StandingChange},
};

/// What to change; an absent field stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateUser {
    /// What they may do.
    role: Option<Role>,
    /// Whether the account may come in; false ends its sessions.
    is_active: Option<bool>,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    PathOf(id): PathOf<UserId>,
    Body(asked): Body<UpdateUser>,
    Work(mut unit): Work,
) -> web::Result<Reply<UserView>> {
    let change = StandingChange { role: asked.role, is_active: asked.is_active };
    let user = govern::run(&mut unit, id, change).await?;
    let view = unit.commit(UserView::from(user)).await?;
    // All of them: an entry lives less than a second anyway, and the user may hold several.
    accounts.standings().forget_all();
    reply(view)
}
