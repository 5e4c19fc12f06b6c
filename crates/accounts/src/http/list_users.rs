//! `GET /admin/users`.

use axum::{Extension, extract::State};
use kernel::{PageSize, UserId};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{FieldError, Listing, Principal, QueryOf, Reply, Role, Work, cursor, fields::Email, reply};

use super::user_view::UserView;
use crate::{Accounts, Filter, users};

const LIST: &str = "admin/users";

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct ListUsers {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
    /// This address alone.
    #[param(inline)]
    email: Option<Email>,
    /// This role alone.
    #[param(inline)]
    role: Option<Role>,
    /// Active ones, or the others.
    is_active: Option<bool>,
}

pub(super) async fn run(
    State(accounts): State<Accounts>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<ListUsers>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<UserView>>> {
    let (sealer, caller) = (accounts.database().sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<UserId>(sealer, me.tenant, LIST, caller, cursor);
    let after = asked.cursor.as_ref().map(open).transpose()?;
    let size = asked.limit.map_or(Some(PageSize::default()), PageSize::new).ok_or_else(|| {
        web::Error::fields(&[FieldError::new("limit", "INVALID", "A page has 1 to 100 rows")])
    })?;
    let filter = Filter { email: asked.email, role: asked.role, is_active: asked.is_active };
    let (users, last) = users::page(&mut unit, &filter, after, size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(Listing { items: users.into_iter().map(UserView::from).collect(), next_cursor })
}
