//! `GET /admin/audit`.

use std::sync::Arc;

use axum::Extension;
use jiff::Timestamp;
use kernel::{AuditId, PageSize};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{FieldError, Listing, Principal, QueryOf, Reply, Shell, Work, cursor, reply};

use crate::audit::{self, Entry, Filter};

const LIST: &str = "admin/audit";

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct ListAudit {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
    /// By this actor alone: `user:<id>`, `job:<kind>`, `guest`, `operator`.
    #[param(format = "id")]
    actor: Option<String>,
    /// To this target alone, as `noun:id`.
    #[param(format = "id")]
    target: Option<String>,
}

/// Something that was done.
#[derive(Serialize, ToSchema)]
pub(super) struct EntryView {
    /// Its identifier; later ones are greater.
    #[schema(value_type = String, format = Uuid)]
    id: AuditId,
    /// When.
    recorded_at: Timestamp,
    /// By whom.
    actor: String,
    /// What.
    action: String,
    /// To what.
    target: String,
    /// Facts about it.
    #[schema(value_type = Object)]
    details: serde_json::Value,
    /// The request or job that did it.
    correlation_id: String,
}

pub(super) async fn run(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<ListAudit>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<EntryView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<AuditId>(sealer, me.tenant, LIST, caller, cursor);
    let before = asked.cursor.as_ref().map(open).transpose()?;
    let size = asked.limit.map_or(Some(PageSize::default()), PageSize::new).ok_or_else(|| {
        web::Error::fields(&[FieldError::new("limit", "INVALID", "A page has 1 to 100 rows")])
    })?;
    let filter = Filter { actor: asked.actor, target: asked.target };
    let (entries, last) = audit::page(&mut unit, &filter, before, size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(Listing { items: entries.into_iter().map(EntryView::from).collect(), next_cursor })
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        let Entry { id, recorded_at, actor, action, target, details, correlation_id } = entry;
        Self { id, recorded_at, actor, action, target, details, correlation_id }
    }
}
