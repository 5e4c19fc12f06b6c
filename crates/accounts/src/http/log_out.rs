//! `POST /auth/logout`.

use axum::{Extension, extract::State};
use web::{Principal, Reply, Work, reply};

use crate::{Accounts, actions::end_session, tokens::access::Bearer};

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Extension(me): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<()>> {
    end_session::run(&mut unit, me.user, me.session).await?;
    unit.commit(()).await?;
    accounts.standings().forget(&Bearer::from(me)).await;
    reply(())
}
