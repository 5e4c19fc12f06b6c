//! `GET /admin/alerts`.

use web::{Listing, Reply, Work, reply};

use super::AlertView;
use crate::actions;

pub(super) async fn run(Work(mut unit): Work) -> web::Result<Reply<Listing<AlertView>>> {
    let items = actions::list::run(&mut unit).await?.into_iter().map(AlertView::from).collect();
    reply(unit.commit(Listing { items, next_cursor: None }).await?)
}
