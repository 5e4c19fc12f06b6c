//! `GET /admin/users/{id}`.

use kernel::UserId;
use web::{PathOf, Reply, Work, reply};

use super::user_view::UserView;
use crate::{Error, users};

pub(super) async fn run(PathOf(id): PathOf<UserId>, Work(mut unit): Work) -> web::Result<Reply<UserView>> {
    let user = users::find(&mut unit, id).await?.ok_or(Error::NoSuchUser)?;
    reply(user.into())
}
