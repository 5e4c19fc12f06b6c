//! `/security/blocks`: who is let in no more, since when, why; blocking and letting in by hand.

use std::sync::Arc;

use axum::{Extension, extract::State};
use http::Method;
use jiff::Timestamp;
use kernel::{BlockId, PageSize};
use record::blocks::{self, Block};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Body, Client, Error, FieldError, Keep, Listing, PathOf, Permission, Principal, QueryOf, Reply, Route,
    Shell, Work, cursor, reply,
};

use super::Shown;
use crate::actions;

const LIST: &str = "security/blocks";

/// Which blocks.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListBlocks {
    /// Rows a page, 1 to 100; 20 unless told.
    limit: Option<u16>,
    /// Where the last page ended.
    #[param(format = "opaque")]
    cursor: Option<String>,
    /// True for those in force alone.
    active: Option<bool>,
}

/// A network to block.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBlock {
    /// An address or a network: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/48`.
    #[schema(format = "id")]
    network: String,
    /// For how long: 60 to 31622400.
    seconds: u32,
    /// Why, for whoever asks later; up to 200 characters.
    #[schema(format = "text")]
    reason: String,
}

/// Somebody who is let in no more for a time.
#[derive(Serialize, ToSchema)]
struct BlockView {
    /// Its identifier; later ones are greater.
    #[schema(value_type = String, format = Uuid)]
    id: BlockId,
    /// Whom it keeps out.
    network: String,
    /// Why: the refusal that was one too many, or an admin's words.
    reason: String,
    /// The score that it was given for; zero when an admin gave it.
    score: i64,
    /// The how-manieth in a row; zero when an admin gave it.
    nth: i32,
    /// Since when.
    blocked_at: Timestamp,
    /// By whom: `gate`, `user:<id>`.
    blocked_by: String,
    /// Until when, unless it was lifted before.
    until: Timestamp,
    /// When it was lifted.
    lifted_at: Option<Timestamp>,
    /// By whom.
    lifted_by: Option<String>,
}

/// Somebody who was let in again.
#[derive(Serialize, ToSchema)]
struct LiftedView {
    /// Every block in force of this network is lifted.
    network: String,
}

pub(super) fn list() -> Route<Shown> {
    web::route(Method::GET, "/security/blocks")
        .summary("Addresses that are let in no more for a time, newest first; those of this installation's own admins to see")
        .permission(Permission::SystemHealth)
        .query::<ListBlocks>()
        .answers::<Listing<BlockView>>()
        .handler(run_list)
}

pub(super) fn add() -> Route<Shown> {
    web::route(Method::POST, "/security/blocks")
        .summary("Block a network for a time, on every node within a second; for admins of this installation's own business")
        .permission(Permission::SystemHealth)
        .body::<NewBlock>()
        .answers::<BlockView>()
        .created()
        .handler(run_add)
}

pub(super) fn lift() -> Route<Shown> {
    web::route(Method::DELETE, "/security/blocks/{id}")
        .summary("Let a blocked network in again, on every node within a second; its score begins anew")
        .permission(Permission::SystemHealth)
        .keep(Keep::Nothing)
        .answers::<LiftedView>()
        .handler(run_lift)
}

async fn run_list(
    Extension(shell): Extension<Arc<Shell>>,
    Extension(me): Extension<Principal>,
    QueryOf(asked): QueryOf<ListBlocks>,
    Work(mut unit): Work,
) -> web::Result<Reply<Listing<BlockView>>> {
    let (sealer, caller) = (shell.database.sealer(), me.user.uuid());
    let open = |cursor: &String| cursor::open::<BlockId>(sealer, me.tenant, LIST, caller, cursor);
    let before = asked.cursor.as_ref().map(open).transpose()?;
    let (found, last) =
        blocks::page(&mut unit, asked.active.unwrap_or(false), before, size(asked.limit)?).await?;
    let next_cursor = last.map(|last| cursor::seal(sealer, me.tenant, LIST, caller, &last)).transpose()?;
    reply(Listing { items: found.into_iter().map(BlockView::from).collect(), next_cursor })
}

async fn run_add(
    State(Shown { gate, .. }): State<Shown>,
    Extension(client): Extension<Client>,
    Extension(me): Extension<Principal>,
    Body(asked): Body<NewBlock>,
    Work(mut unit): Work,
) -> web::Result<Reply<BlockView>> {
    // A block keeps an address out of every business here: who runs just one of them may not give it.
    if me.tenant != gate.home() {
        return Err(Error::permission_denied());
    }
    let NewBlock { network, seconds, reason } = asked;
    let order = actions::block::Order { network, seconds, reason, from: client.address };
    let block = actions::block::run(&mut unit, gate.shield(), order).await?;
    let view = unit.commit(BlockView::from(block)).await?;
    gate.refresh_now().await;
    reply(view)
}

async fn run_lift(
    State(Shown { gate, .. }): State<Shown>,
    PathOf(id): PathOf<BlockId>,
    Work(mut unit): Work,
) -> web::Result<Reply<LiftedView>> {
    let lifted = actions::unblock::run(&mut unit, id).await?.ok_or_else(|| Error::not_found("block"))?;
    let view = unit.commit(LiftedView { network: lifted.to_string() }).await?;
    gate.refresh_now().await;
    reply(view)
}

/// The rows of a page.
pub(super) fn size(limit: Option<u16>) -> web::Result<PageSize> {
    limit
        .map_or(Some(PageSize::default()), PageSize::new)
        .ok_or_else(|| Error::fields(&[FieldError::new("limit", "INVALID", "A page has 1 to 100 rows")]))
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        let Block { id, network, reason, score, nth, blocked_at, blocked_by, until, lifted } = block;
        let (lifted_at, lifted_by) = lifted.unzip();
        let network = network.to_string();
        Self { id, network, reason, score, nth, blocked_at, blocked_by, until, lifted_at, lifted_by }
    }
}
