//! `DELETE /users/me/sessions/{id}`.

use axum::{Extension, extract::State};
use kernel::SessionId;
use web::{PathOf, Principal, Reply, Work, reply};

use crate::{Accounts, Error, actions::end_session, tokens::access::Bearer};

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Extension(me): Extension<Principal>,
    PathOf(session): PathOf<SessionId>,
    Work(mut unit): Work,
) -> web::Result<Reply<()>> {
    if !end_session::run(&mut unit, me.user, session).await? {
        return Err(Error::NoSuchSession.into());
    }
    unit.commit(()).await?;
    accounts.standings().forget(&Bearer { session, ..Bearer::from(me) }).await;
    reply(())
}
