//! `GET /charts`.

use axum::{Extension, extract::State};
use data::seal::Sealer;
use http::Method;
use kernel::{ChartId, PageSize};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{Error, FieldError, Listing, Permission, Principal, QueryOf, Reply, Route, Work, cursor, reply};

use super::Desk;
use crate::{
    Filter, actions,
    rules::{Kind, Tag},
    views::ChartItem,
};

/// Which page of which charts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Charts of this kind alone.
    #[param(inline)]
    kind: Option<Kind>,
    /// Charts with this tag alone; upper and lower case are one.
    #[param(value_type = Option<String>, format = "tag")]
    tag: Option<Tag>,
    /// Charts on a page: 1 to 100, 20 unless told.
    limit: Option<u16>,
    /// `next_cursor` of the page before. It stands for a place in time: with another filter the list goes on from there too.
    #[param(format = "opaque")]
    cursor: Option<String>,
}

const LIST: &str = "charts";

pub(super) fn route() -> Route<Desk> {
    web::route(Method::GET, "/charts")
        .summary("List your charts, newest first")
        .permission(Permission::ViewRecommendations)
        .query::<Page>()
        .answers::<Listing<ChartItem>>()
        .handler(run)
}

async fn run(
    State(sealer): State<Sealer>,
    Extension(me): Extension<Principal>,
    QueryOf(page): QueryOf<Page>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<ChartItem>>> {
    let size = page.size()?;
    let open = |text: String| cursor::open(&sealer, me.tenant, LIST, me.user.uuid(), &text);
    let before: Option<ChartId> = page.cursor.map(open).transpose()?;
    let filter = Filter { kind: page.kind, tag: page.tag };
    let charts = actions::list::run(&mut unit, me.user, &filter, before, size).await?;
    let seal = |last: ChartId| cursor::seal(&sealer, me.tenant, LIST, me.user.uuid(), &last);
    let next_cursor = charts.next.map(seal).transpose()?;
    reply(unit.commit(Listing { items: charts.items, next_cursor }).await?)
}

impl Page {
    fn size(&self) -> web::Result<PageSize> {
        let Some(rows) = self.limit else { return Ok(PageSize::default()) };
        let wrong = || Error::fields(&[FieldError::new("limit", "INVALID", "A whole number from 1 to 100")]);
        PageSize::new(rows).ok_or_else(wrong)
    }
}
