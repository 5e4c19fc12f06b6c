//! `GET /security/requests`: the request log.

use std::sync::Arc;

use axum::Extension;
use http::Method;
use jiff::Timestamp;
use kernel::{RequestId, UserId};
use record::requests::{self, Filter, Logged};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Listing, Permission, Principal, QueryOf, Reply, Route, Shell, Work, cursor, reply};

use super::{Shown, blocks::size};

const LIST: &str = "security/requests";

/// Which requests.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListRequests {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
    /// Refused for this reason alone.
    #[param(format = "id")]
    reason: Option<String>,
    /// Of this user alone.
    #[param(value_type = Option<String>, format = Uuid)]
    user: Option<UserId>,
    /// At this route alone, as the route table writes it: `/api/v1/charts/{id}`.
    #[param(format = "id")]
    route: Option<String>,
    /// Answered with this status alone.
    status: Option<u16>,
    /// With this correlation id alone.
    #[param(format = "id")]
    correlation_id: Option<String>,
    /// Answered from then on.
    since: Option<Timestamp>,
    /// Answered before then.
    until: Option<Timestamp>,
}

/// A request that was answered.
#[derive(Serialize, ToSchema)]
struct RequestView {
    /// Its identifier; later ones are greater.
    #[schema(value_type = String, format = Uuid)]
    id: RequestId,
    /// When its answer left.
    at: Timestamp,
    /// Who asked: `guest`, `user:<id>`.
    actor: String,
    /// The method; `other` for invented ones.
    method: String,
    /// The route, never the path; `-` for what was refused before it had one.
    route: String,
    /// The status of the answer.
    status: u16,
    /// Why it was refused: the gate's reason, or the code of the answer.
    reason: Option<String>,
    /// Milliseconds from its head to its answer's.
    milliseconds: f64,
    /// Bytes of its body, when it said so.
    request_bytes: Option<i64>,
    /// Bytes of the answer's body; none for a stream.
    answer_bytes: Option<i64>,
    /// Its correlation id.
    correlation_id: String,
    /// Where its address is at home, by two letters, when that is known.
    country: Option<String>,
}

pub(super) fn list() -> Route<Shown> {
    web::route(Method::GET, "/security/requests")
        .summary("Every request of this business, newest first: who, what, how long; never what was in it")
        .permission(Permission::SystemHealth)
        .query::<ListRequests>()
        .answers::<Listing<RequestView>>()
        .handler(run)
}

async fn run(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<ListRequests>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<RequestView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<RequestId>(sealer, me.tenant, LIST, caller, cursor);
    let before = asked.cursor.as_ref().map(open).transpose()?;
    let size = size(asked.limit)?;
    let ListRequests { reason, user, route, status, correlation_id, since, until, .. } = asked;
    let filter = Filter { reason, user, route, status, correlation: correlation_id, since, until };
    let (found, last) = requests::page(&mut unit, &filter, before, size).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(Listing { items: found.into_iter().map(RequestView::from).collect(), next_cursor })
}

impl From<Logged> for RequestView {
    fn from(row: Logged) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "no request takes 285 years")]
        let milliseconds = row.micros as f64 / 1000.0;
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor,
            method: row.method,
            route: row.route,
            status: row.status,
            reason: row.reason,
            milliseconds,
            request_bytes: row.request_bytes,
            answer_bytes: row.answer_bytes,
            correlation_id: row.correlation,
            country: row.country,
        }
    }
}
