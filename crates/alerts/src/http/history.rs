//! `GET /admin/alerts/{key}/history`.

use std::sync::Arc;

use axum::Extension;
use jiff::Timestamp;
use kernel::PageSize;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{FieldError, Listing, PathOf, Principal, QueryOf, Reply, Shell, Work, cursor, reply};

use crate::actions::history::{self, Transition};

const LIST: &str = "admin/alerts/history";

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

/// A change of state.
#[derive(Serialize, ToSchema)]
pub(super) struct TransitionView {
    /// Its number, from 1.
    step: i64,
    /// From which state.
    from: &'static str,
    /// To which.
    to: &'static str,
    /// When.
    at: Timestamp,
    /// By which value; null when there was none.
    value: Option<f64>,
}

pub(super) async fn run(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    PathOf(key): PathOf<String>,
    QueryOf(asked): QueryOf<Page>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<TransitionView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<i64>(sealer, me.tenant, LIST, caller, cursor);
    let before = asked.cursor.as_ref().map(open).transpose()?;
    let size = asked.limit.map_or(Some(PageSize::default()), PageSize::new).ok_or_else(|| {
        web::Error::fields(&[FieldError::new("limit", "INVALID", "A page has 1 to 100 rows")])
    })?;
    let (page, last) = history::run(&mut unit, &key, before, size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(
        unit.commit(Listing { items: page.into_iter().map(TransitionView::from).collect(), next_cursor })
            .await?,
    )
}

impl From<Transition> for TransitionView {
    fn from(Transition { step, from, to, at, value }: Transition) -> Self {
        Self { step, from: from.as_str(), to: to.as_str(), at, value }
    }
}
