//! `GET /admin/flags`.

use web::{Listing, Reply, Work, reply};

use super::FlagView;
use crate::actions;

pub(super) async fn run(Work(mut unit): Work) -> web::Result<Reply<Listing<FlagView>>> {
    let items = actions::list(&mut unit).await?.into_iter().map(FlagView::from).collect();
    reply(unit.commit(Listing { items, next_cursor: None }).await?)
}
