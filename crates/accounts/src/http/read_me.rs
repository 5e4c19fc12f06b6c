//! `GET /users/me`.

use axum::{Extension, extract::State};
use web::{Principal, Reply, Work, reply};

use super::me::Me;
use crate::{Accounts, Error, users};

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Extension(principal): Extension<Principal>,
    Work(mut unit): Work,
) -> web::Result<Reply<Me>> {
    let user = users::find(&mut unit, principal.user).await?.ok_or(Error::NoSuchUser)?;
    reply(Me::of(&accounts, &mut unit, user).await?)
}
