//! Repeating a request safely: the same key gets the same answer, and the work is done once.
//!
//! 1. The scope is tenant, actor, method, route and key; its hash is locked for the transaction, so a
//!    second request with the key in flight is told so at once.
//! 2. The answer is written by the same commit as the change, sealed, and kept for 24 hours.
//! 3. Refusals and failures are not kept: the unit that would keep them never commits.
//! 4. Other parameters under the same key are an error.
//! 5. Hashes are keyed: a body can hold a password, and a leaked database must not allow guessing at it.
//! 6. Work outside the database takes two units. The first one *holds* the key ([`Unit::hold`]) beyond its commit, the
//!    second one takes it up again and keeps the answer; who dies in between holds it until the time he named.

use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use serde::Serialize;
use uuid::Uuid;

use super::Unit;
use crate::{Result, seal::Field};

const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What a client repeats: its key, and the request that it stands for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Method and route, as the route table writes them.
    pub route: &'a str,
    /// The client's key.
    pub key: &'a str,
    /// Everything that decides the answer: path, query and body.
    pub parameters: &'a [&'a [u8]],
    /// Whether the answer may be kept; routes that mint secrets keep none.
    pub keep_answer: bool,
}

/// Where the commit keeps the answer.
#[derive(Debug)]
pub(super) struct Slot {
    scope_hash: [u8; 32],
    request_hash: [u8; 32],
    keep_answer: bool,
    held_for: Option<SignedDuration>,
}

/// Whether a unit is the first of its request, or goes on with what an earlier one has held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A key that is held is in flight.
    First,
    /// A key that is held is this request's own.
    Next,
}

/// What became of a request with a key.
#[derive(Debug)]
pub enum Begun {
    /// It is the first: do the work.
    Fresh(Box<Unit>),
    /// It was done before; the answer as JSON, or none for a route that mints secrets.
    Replay(Option<Vec<u8>>),
    /// The first one is still at work.
    InFlight,
    /// The key was used for other parameters.
    OtherParameters,
}

/// Looks the key up and locks it for this unit.
///
/// # Errors
/// When the database fails.
pub(crate) async fn begin(mut unit: Unit, request: &Request<'_>, turn: Turn) -> Result<Begun> {
    let actor = unit.actor().to_string();
    let tenant = unit.tenant();
    let scope_hash = unit
        .sealer
        .fingerprint(tenant, &[actor.as_bytes(), request.route.as_bytes(), request.key.as_bytes()]);
    let request_hash = unit.sealer.fingerprint(tenant, request.parameters);
    if !lock(&mut unit, &scope_hash, turn).await? {
        return Ok(Begun::InFlight);
    }
    let found = find(&mut unit, &scope_hash).await?;
    let own = |kept: &Kept| kept.held && turn == Turn::Next && kept.request_hash == request_hash;
    let Some(kept) = found.filter(|kept| !own(kept)) else {
        let keep_answer = request.keep_answer;
        unit.slot = Some(Slot { scope_hash, request_hash, keep_answer, held_for: None });
        return Ok(Begun::Fresh(Box::new(unit)));
    };
    let same = kept.request_hash == request_hash;
    let held = kept.held;
    let answer =
        kept.answer.map(|sealed| unit.sealer.open(tenant, place(&scope_hash), &sealed)).transpose()?;
    // A client that repeats at once must not meet the lock of the answer it has just been given.
    unit.abandon().await?;
    Ok(match (same, held) {
        (false, _) => Begun::OtherParameters,
        (true, true) => Begun::InFlight,
        (true, false) => Begun::Replay(answer),
    })
}

/// Whoever goes on waits for the lock: those who have it only look.
async fn lock(unit: &mut Unit, scope_hash: &[u8; 32], turn: Turn) -> Result<bool> {
    let mut leading = [0; 8];
    leading.copy_from_slice(&scope_hash[..8]);
    let number = i64::from_be_bytes(leading);
    if turn == Turn::Next {
        sqlx::query!("SELECT pg_advisory_xact_lock($1)", number).execute(unit.connection()).await?;
        return Ok(true);
    }
    let row = sqlx::query!(r#"SELECT pg_try_advisory_xact_lock($1) AS "locked!""#, number)
        .fetch_one(unit.connection())
        .await?;
    Ok(row.locked)
}

/// A row as it is found.
struct Kept {
    request_hash: Vec<u8>,
    answer: Option<Vec<u8>>,
    held: bool,
}

async fn find(unit: &mut Unit, scope_hash: &[u8; 32]) -> Result<Option<Kept>> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let row = sqlx::query!(
        "SELECT request_hash, answer, held FROM data.idempotency
         WHERE tenant_id = $1 AND scope_hash = $2 AND expires_at > $3",
        tenant.uuid(),
        scope_hash.as_slice(),
        now.to_sqlx(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| Kept { request_hash: row.request_hash, answer: row.answer, held: row.held }))
}

pub(super) async fn keep<T: Serialize>(unit: &mut Unit, slot: &Slot, answer: &T) -> Result<()> {
    let answered = slot.keep_answer && slot.held_for.is_none();
    let json = answered.then(|| serde_json::to_vec(answer)).transpose()?;
    let sealed = json.map(|json| unit.seal(place(&slot.scope_hash), &json));
    let (tenant, until) = (unit.tenant(), unit.real_now() + slot.held_for.unwrap_or(KEPT_FOR));
    sqlx::query!(
        "INSERT INTO data.idempotency (tenant_id, scope_hash, request_hash, answer, expires_at, held)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, scope_hash) DO UPDATE
           SET request_hash = EXCLUDED.request_hash, answer = EXCLUDED.answer, expires_at = EXCLUDED.expires_at,
               held = EXCLUDED.held",
        tenant.uuid(),
        slot.scope_hash.as_slice(),
        slot.request_hash.as_slice(),
        sealed,
        until.to_sqlx(),
        slot.held_for.is_some(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Removes answers past their time; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(unit: &mut Unit) -> Result<u64> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let gone = sqlx::query!(
        "DELETE FROM data.idempotency WHERE tenant_id = $1 AND expires_at <= $2",
        tenant.uuid(),
        now.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(gone.rows_affected())
}

impl Slot {
    pub(super) fn hold(&mut self, lasts: SignedDuration) {
        self.held_for = Some(lasts);
    }
}

fn place(scope_hash: &[u8; 32]) -> Field {
    let mut row = [0; 16];
    row.copy_from_slice(&scope_hash[..16]);
    Field { table: "data.idempotency", column: "answer", row: Uuid::from_bytes(row) }
}
