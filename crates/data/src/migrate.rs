//! Brings the schema to what this binary expects, on a connection of its own that is closed after.

use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};

use crate::{Address, Error, Result, roles, seal::MasterKey};

/// Every migration of the house, in order, compiled in.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Makes the roles and applies what is missing. Two nodes may start at once: the second waits for the
/// first and finds nothing to do.
///
/// # Errors
/// When the server cannot be reached, or a migration fails or was changed after it was applied.
pub async fn run(address: &Address, key: &MasterKey) -> Result<()> {
    let mut connection = PgConnection::connect_with(&address.bootstrap()?).await?;
    let result = apply(&mut connection, key).await;
    connection.close().await.map_err(Error::from)?;
    result
}

async fn apply(connection: &mut PgConnection, key: &MasterKey) -> Result<()> {
    roles::ensure(connection, key).await?;
    // The record of what was applied lives in schema data; a lock not had in time gives up rather than
    // stand in the way of requests.
    let session = format!("SET ROLE {}; SET search_path = data; SET lock_timeout = '10s'", roles::OWNER);
    sqlx::raw_sql(AssertSqlSafe(session)).execute(&mut *connection).await?;
    Ok(MIGRATIONS.run(connection).await?)
}
