//! Removes what earlier test runs left on a server that outlives them. Nobody waits for a database to
//! be dropped at the end of a test: a cluster of `cargo xtask test` goes as a whole, and on another one
//! the databases of dead processes go when there are many.

use nix::{sys::signal::kill, unistd::Pid};
use sqlx::{Connection, PgConnection};

use crate::{Failure, server::Server, template::execute};

/// States of the migrations that are kept: other test processes may still be at the one before.
const TEMPLATES_KEPT: i64 = 4;
/// Databases of dead processes that are put up with.
const TOLERATED: usize = 32;

/// Drops all templates but the newest few. A shared database in use stays until the next time.
pub(crate) async fn drop_old_templates(connection: &mut PgConnection) -> Result<(), Failure> {
    for prefix in ["mainstay\\_template\\_%", "mainstay\\_shared\\_%"] {
        let old: Vec<(String,)> = sqlx::query_as(
            "SELECT datname FROM pg_database WHERE datname LIKE $1 ORDER BY oid DESC OFFSET $2",
        )
        .bind(prefix)
        .bind(TEMPLATES_KEPT)
        .fetch_all(&mut *connection)
        .await?;
        for (name,) in old {
            // Refused while somebody is connected, which is as it should be.
            let _ = execute(connection, format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
    Ok(())
}

/// Sweeps beside the tests: dropping takes a checkpoint, which is slow on a busy machine. What this process
/// does not live to drop is for the next.
pub(crate) fn sweep(server: &'static Server) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Nobody is left to tell, and nothing depends on it.
        runtime.map(|runtime| runtime.block_on(drop_databases_of_the_dead(server, TOLERATED)))
    });
}

/// Drops the databases of processes that are gone, once there are more than tolerated.
pub(crate) async fn drop_databases_of_the_dead(server: &Server, tolerated: usize) -> Result<(), Failure> {
    let mut connection = server.connect("postgres").await?;
    if dead(&mut connection).await?.len() > tolerated {
        sqlx::query("SELECT pg_advisory_lock(7166216733)").execute(&mut connection).await?;
        for name in dead(&mut connection).await? {
            execute(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
    }
    connection.close().await?;
    Ok(())
}

async fn dead(connection: &mut PgConnection) -> Result<Vec<String>, Failure> {
    let all: Vec<(String,)> =
        sqlx::query_as("SELECT datname FROM pg_database WHERE datname LIKE 'mainstay\\_test\\_%'")
            .fetch_all(connection)
            .await?;
    Ok(all.into_iter().map(|(name,)| name).filter(|name| owner_is_gone(name)).collect())
}

/// Whether the process in the name of a test database has ended.
fn owner_is_gone(name: &str) -> bool {
    let pid = name.split('_').nth(2).and_then(|pid| pid.parse().ok());
    pid.is_some_and(|pid| kill(Pid::from_raw(pid), None) == Err(nix::errno::Errno::ESRCH))
}
