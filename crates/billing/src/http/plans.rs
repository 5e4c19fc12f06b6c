//! `GET /plans`.

use http::Method;
use web::{Listing, Reply, Route, Work, reply};

use super::Flags;
use crate::{actions, views::PlanView};

pub(super) fn route() -> Route<Flags> {
    web::route(Method::GET, "/plans")
        .summary("Plans with their prices, limits and features")
        .public()
        .answers::<Listing<PlanView>>()
        .handler(run)
}

async fn run(Work(mut unit): Work) -> web::Result<Reply<Listing<PlanView>>> {
    let items = actions::offered(&mut unit).await?.iter().map(PlanView::from).collect();
    reply(unit.commit(Listing { items, next_cursor: None }).await?)
}
