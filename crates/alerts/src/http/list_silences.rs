//! `GET /admin/alerts/silences`.

use std::sync::Arc;

use axum::Extension;
use kernel::{PageSize, SilenceId};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{FieldError, Listing, Principal, QueryOf, Reply, Shell, Work, cursor, reply};

use super::SilenceView;
use crate::actions::silence;

const LIST: &str = "admin/alerts/silences";

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
}

pub(super) async fn run(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<Page>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<SilenceView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<SilenceId>(sealer, me.tenant, LIST, caller, cursor);
    let before = asked.cursor.as_ref().map(open).transpose()?;
    let size = asked.limit.map_or(Some(PageSize::default()), PageSize::new).ok_or_else(|| {
        web::Error::fields(&[FieldError::new("limit", "INVALID", "A page has 1 to 100 rows")])
    })?;
    let (page, last) = silence::page(&mut unit, before, size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(
        unit.commit(Listing { items: page.into_iter().map(SilenceView::from).collect(), next_cursor })
            .await?,
    )
}
