//! Units of a tenant that exists only inside them.

use data::{Actor, Database, PoolSizes, Scope, Unit};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{CorrelationId, TenantId, UserId};

use crate::{Failure, START, clocks, database::ACQUIRE, master_key, must, server::Server, template};

/// A unit of a fresh tenant at [`START`], on behalf of the operator; rolled back when it is dropped.
///
/// # Panics
/// When there is no database to be had.
pub async fn unit() -> Unit {
    must(begin(Actor::Operator, START).await)
}

/// As [`unit()`], at another instant of both clocks.
///
/// # Panics
/// When there is no database to be had.
pub async fn unit_at(now: Timestamp) -> Unit {
    must(begin(Actor::Operator, now).await)
}

/// As [`unit()`], on behalf of somebody.
///
/// # Panics
/// When there is no database to be had.
pub async fn unit_as(actor: Actor) -> Unit {
    must(begin(actor, START).await)
}

/// The pool has one connection and lives as long as the unit: a pool shared by tests would outlast
/// the runtime of the test that opened it.
async fn begin(actor: Actor, now: Timestamp) -> Result<Unit, Failure> {
    let address = Server::get().await?.address(&template::get().await?.shared);
    let sizes = PoolSizes { app: 1, work: 1, acquire: ACQUIRE };
    let database = Database::open(&address, sizes, vec![master_key()], clocks(now))?;
    let tenant = TenantId::new(now);
    let mut unit = database.unit(Scope { tenant, actor, correlation: CorrelationId::new(now) }).await?;
    sqlx::query("SELECT testkit.make_tenant($1, $2)")
        .bind(tenant.uuid())
        .bind(now.to_sqlx())
        .execute(unit.connection())
        .await?;
    Ok(unit)
}

/// Adds a user who can own rows and do nothing else: nothing sealed in it opens. Rooms that read
/// accounts make theirs by signing up.
///
/// # Panics
/// When the server refuses.
pub async fn user(unit: &mut Unit) -> UserId {
    must(add_user(unit).await)
}

async fn add_user(unit: &mut Unit) -> Result<UserId, Failure> {
    let id = UserId::new(unit.real_now());
    sqlx::query(
        "INSERT INTO accounts.users
           (tenant_id, id, email, email_hash, password_hash, role, is_active, locale, time_zone, created_at)
         VALUES ($1, $2, '', $3, '', 'user', true, 'en', 'UTC', $4)",
    )
    .bind(unit.tenant().uuid())
    .bind(id.uuid())
    .bind(id.uuid().as_bytes().as_slice())
    .bind(unit.now().to_sqlx())
    .execute(unit.connection())
    .await?;
    Ok(id)
}
