//! `GET /users/me/sessions`. There are never more than the configured cap, so it is one page.

use axum::Extension;
use jiff::Timestamp;
use kernel::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Listing, Principal, Reply, Work, reply};

use crate::{Session, users};

/// A place where you are signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionView {
    /// Its identifier.
    #[schema(value_type = String, format = Uuid)]
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// When you signed in there.
    created_at: Timestamp,
    /// When it was last refreshed.
    refreshed_at: Timestamp,
    /// When it ends.
    expires_at: Timestamp,
}

pub(super) async fn run(
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<SessionView>>> {
    let sessions = users::sessions(&mut unit, me.user).await?;
    let view = |session: Session| SessionView {
        id: session.id,
        current: session.id == me.session,
        created_at: session.created_at,
        refreshed_at: session.refreshed_at,
        expires_at: session.expires_at,
    };
    reply(Listing { items: sessions.into_iter().map(view).collect(), next_cursor: None })
}
