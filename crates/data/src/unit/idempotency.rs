//! Repeating a request safely: the same key gets the same answer, and the work is done once.
//!
//! 1. The scope is tenant, actor, method, route and key; its hash is locked for the transaction, so a
//!    second request with the key in flight is told so at once.
//! 2. The answer is written by the same commit as the change, sealed, and kept for 24 hours.
//! 3. Refusals and failures are not kept: the unit that would keep them never commits.
//! 4. Other parameters under the same key are an error.
//! 5. Hashes are keyed: a body can hold a password, and a leaked database must not allow guessing at it.

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
pub(crate) async fn begin(mut unit: Unit, request: &Request<'_>) -> Result<Begun> {
    let actor = unit.actor().to_string();
    let tenant = unit.tenant();
    let scope_hash = unit
        .sealer
        .fingerprint(tenant, &[actor.as_bytes(), request.route.as_bytes(), request.key.as_bytes()]);
    let request_hash = unit.sealer.fingerprint(tenant, request.parameters);
    if !try_lock(&mut unit, &scope_hash).await? {
        return Ok(Begun::InFlight);
    }
    let Some((kept_hash, answer)) = find(&mut unit, &scope_hash).await? else {
        unit.slot = Some(Slot { scope_hash, request_hash, keep_answer: request.keep_answer });
        return Ok(Begun::Fresh(Box::new(unit)));
    };
    let same = kept_hash == request_hash;
    let answer = answer.map(|sealed| unit.sealer.open(tenant, place(&scope_hash), &sealed)).transpose()?;
    // A client that repeats at once must not meet the lock of the answer it has just been given.
    unit.abandon().await?;
    Ok(if same { Begun::Replay(answer) } else { Begun::OtherParameters })
}

async fn try_lock(unit: &mut Unit, scope_hash: &[u8; 32]) -> Result<bool> {
    let mut leading = [0; 8];
    leading.copy_from_slice(&scope_hash[..8]);
    let row =
        sqlx::query!(r#"SELECT pg_try_advisory_xact_lock($1) AS "locked!""#, i64::from_be_bytes(leading))
            .fetch_one(unit.connection())
            .await?;
    Ok(row.locked)
}

async fn find(unit: &mut Unit, scope_hash: &[u8; 32]) -> Result<Option<(Vec<u8>, Option<Vec<u8>>)>> {
    let (tenant, now) = (unit.tenant(), unit.real_now());
    let row = sqlx::query!(
        "SELECT request_hash, answer FROM data.idempotency
         WHERE tenant_id = $1 AND scope_hash = $2 AND expires_at > $3",
        tenant.uuid(),
        scope_hash.as_slice(),
        now.to_sqlx(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| (row.request_hash, row.answer)))
}

pub(super) async fn keep<T: Serialize>(unit: &mut Unit, slot: &Slot, answer: &T) -> Result<()> {
    let json = slot.keep_answer.then(|| serde_json::to_vec(answer)).transpose()?;
    let sealed = json.map(|json| unit.seal(place(&slot.scope_hash), &json));
    let (tenant, until) = (unit.tenant(), unit.real_now() + KEPT_FOR);
    sqlx::query!(
        "INSERT INTO data.idempotency (tenant_id, scope_hash, request_hash, answer, expires_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, scope_hash) DO UPDATE
           SET request_hash = EXCLUDED.request_hash, answer = EXCLUDED.answer, expires_at = EXCLUDED.expires_at",
        tenant.uuid(),
        slot.scope_hash.as_slice(),
        slot.request_hash.as_slice(),
        sealed,
        until.to_sqlx(),
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

fn place(scope_hash: &[u8; 32]) -> Field {
    let mut row = [0; 16];
    row.copy_from_slice(&scope_hash[..16]);
    Field { table: "data.idempotency", column: "answer", row: Uuid::from_bytes(row) }
}
