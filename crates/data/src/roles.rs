//! The three roles of the database, and the passwords that only the binary knows.
//!
//! `mainstay_owner` runs migrations, `mainstay_app` serves requests, `mainstay_work` schedules across
//! tenants. Passwords are derived from the installation's master key, so that every node that has
//! the key can sign in and nothing more has to be configured.

use secrecy::{ExposeSecret, SecretString};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::{Result, seal::MasterKey};

/// Runs migrations; owns every object.
pub const OWNER: &str = "mainstay_owner";
/// Serves requests; one tenant at a time.
pub const APP: &str = "mainstay_app";
/// Schedules and copies across tenants.
pub const WORK: &str = "mainstay_work";

/// How often to try again while another database of the cluster is at the same roles.
const TRIES: u8 = 10;

/// The password of `role` on this installation.
#[must_use]
pub fn password(key: &MasterKey, role: &str) -> SecretString {
    SecretString::from(key.derive_hex(&format!("database role {role}")))
}

/// Makes the roles, or renews their passwords, and lets the owner create schemas. Safe to repeat and
/// to run on two nodes at once.
///
/// # Errors
/// When the first sign-in may not create roles.
pub async fn ensure(connection: &mut PgConnection, key: &MasterKey) -> Result<()> {
    // One node at a time: concurrent ALTER ROLE of the same role fails with "tuple concurrently updated".
    sqlx::query("SELECT pg_advisory_lock(7166216731)").execute(&mut *connection).await?;
    let mut made = make(connection, key).await;
    // Roles belong to the whole cluster, the lock to one database: another database of it may be at the
    // same roles ("tuple concurrently updated"). It is done in a moment.
    for _ in 0..TRIES {
        if made.is_ok() {
            break;
        }
        made = make(connection, key).await;
    }
    sqlx::query("SELECT pg_advisory_unlock(7166216731)").execute(&mut *connection).await?;
    made
}

async fn make(connection: &mut PgConnection, key: &MasterKey) -> Result<()> {
    for (role, login) in [(OWNER, false), (APP, true), (WORK, true)] {
        let secret = password(key, role);
        let login =
            if login { format!("LOGIN PASSWORD '{}'", secret.expose_secret()) } else { "NOLOGIN".into() };
        // The password is lower-case hexadecimal, the role a constant: nothing here needs quoting.
        let sql = format!(
            "DO $$ BEGIN
               IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
             END $$;
             ALTER ROLE {role} {login}"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    let grants = format!(
        "DO $$ BEGIN
           EXECUTE format('GRANT CREATE ON DATABASE %I TO {OWNER}', current_database());
           IF NOT pg_has_role(current_user, '{OWNER}', 'MEMBER') THEN EXECUTE 'GRANT {OWNER} TO CURRENT_USER'; END IF;
         END $$;
         CREATE SCHEMA IF NOT EXISTS data AUTHORIZATION {OWNER}"
    );
    sqlx::raw_sql(AssertSqlSafe(grants)).execute(&mut *connection).await?;
    Ok(())
}
