//! `GET /security/events`: what was refused, counted by minute.

use std::{net::IpAddr, sync::Arc};

use axum::Extension;
use http::Method;
use jiff::Timestamp;
use record::events::{self, Filter, Position, Refusals};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Listing, Permission, Principal, QueryOf, Reply, Route, Shell, Work, cursor, reply};

use super::{Shown, blocks::size};

const LIST: &str = "security/events";

/// Which refusals.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListEvents {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
    /// For this reason alone: `sign_in_refused`, `no_such_route`.
    #[param(format = "id")]
    reason: Option<String>,
    /// Of this address alone.
    #[param(value_type = Option<String>, format = "id")]
    address: Option<IpAddr>,
    /// From this minute on.
    since: Option<Timestamp>,
    /// Before this minute.
    until: Option<Timestamp>,
}

/// Refusals of one minute, for one reason, of one address, at one route.
#[derive(Serialize, ToSchema)]
struct EventView {
    /// The beginning of the minute.
    minute: Timestamp,
    /// Why.
    reason: String,
    /// The worst of them: `info`, `low`, `medium`, `high`, `critical`.
    severity: &'static str,
    /// To whom.
    address: String,
    /// Where the address is at home, by two letters, when that was known.
    country: Option<String>,
    /// At which route.
    route: String,
    /// How many.
    times: i64,
    /// What they added to the address's score, together.
    score: i64,
    /// What the first was seen by: a few characters of it, masked.
    evidence: Option<String>,
}

pub(super) fn list() -> Route<Shown> {
    web::route(Method::GET, "/security/events")
        .summary("What was refused in this business, counted by minute, newest first")
        .permission(Permission::SystemHealth)
        .query::<ListEvents>()
        .answers::<Listing<EventView>>()
        .handler(run)
}

async fn run(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<ListEvents>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<EventView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<Position>(sealer, me.tenant, LIST, caller, cursor);
    let after = asked.cursor.as_ref().map(open).transpose()?;
    let size = size(asked.limit)?;
    let ListEvents { reason, address, since, until, .. } = asked;
    let filter = Filter { reason, address: address.map(|address| address.to_canonical()), since, until };
    let (found, last) = events::page(&mut unit, &filter, after.as_ref(), size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(Listing { items: found.into_iter().map(EventView::from).collect(), next_cursor })
}

impl From<Refusals> for EventView {
    fn from(refusals: Refusals) -> Self {
        let Refusals { minute, reason, address, route, times, severity, score, country, evidence } = refusals;
        Self {
            minute,
            reason,
            severity: severity.name(),
            address: address.to_string(),
            country: country.map(|country| country.to_string()),
            route,
            times,
            score,
            evidence,
        }
    }
}
