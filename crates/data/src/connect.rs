//! How a pool's connections are opened, checked and thrown away.
//!
//! 1. A connection idle for more than 30 s is pinged before use, with a deadline of 1 s.
//! 2. After an error that says the server went away or became read-only (a broken socket, SQLSTATE
//!    08xxx, 57P0x, 25006), every connection opened before that moment is closed instead of used.
//! 3. A caller waits for a connection no longer than the acquire deadline.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use kernel::Clock;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    ConnectOptions, Connection, PgPool,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
};

const IDLE_BEFORE_PING: Duration = Duration::from_secs(30);
const PING_DEADLINE: Duration = Duration::from_secs(1);

/// Where PostgreSQL is, and as whom the binary first signs in to make roles and migrate.
#[derive(Clone, Debug)]
pub enum Address {
    /// A private cluster behind a Unix socket that only its owner can reach.
    Socket {
        /// The folder of the socket.
        folder: PathBuf,
        /// The port in the socket's name.
        port: u16,
        /// The superuser's name.
        user: String,
        /// The database's name.
        database: String,
    },
    /// Somebody's server: `postgres://user:password@host:port/database?sslmode=...`.
    Url(SecretString),
}

/// How many connections each pool may open, and how long a caller waits for one.
#[derive(Clone, Copy, Debug)]
pub struct PoolSizes {
    /// For requests.
    pub app: u32,
    /// For schedules and jobs.
    pub work: u32,
    /// The longest wait for a free connection.
    pub acquire: Duration,
}

impl Address {
    /// Options of the first sign-in.
    ///
    /// # Errors
    /// When the URL is malformed.
    pub fn bootstrap(&self) -> sqlx::Result<PgConnectOptions> {
        let options = match self {
            Self::Socket { folder, port, user, database } => PgConnectOptions::new_without_pgpass()
                .socket(folder)
                .port(*port)
                .username(user)
                .database(database),
            Self::Url(url) => url.expose_secret().parse()?,
        };
        let options = options.application_name("mainstay").disable_statement_logging();
        Ok(options.options([("client_min_messages", "warning")]))
    }

    /// Options of a sign-in as one of the house's roles.
    ///
    /// # Errors
    /// When the URL is malformed.
    pub fn as_role(&self, role: &str, password: &SecretString) -> sqlx::Result<PgConnectOptions> {
        Ok(self.bootstrap()?.username(role).password(password.expose_secret()).options([
            ("search_path", "pg_catalog"),
            ("statement_timeout", "30s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]))
    }
}

/// The moment before which every open connection is suspect, shared by both pools.
#[derive(Clone, Debug)]
pub(crate) struct Distrust {
    clock: Clock,
    before_ms: Arc<AtomicI64>,
}

impl Distrust {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, before_ms: Arc::new(AtomicI64::new(i64::MIN)) }
    }

    /// Looks at an error and, when it says so, condemns all connections opened up to now.
    pub(crate) fn learn(&self, error: &sqlx::Error) {
        let broken = matches!(error, sqlx::Error::Io(_));
        if broken || crate::error::connection_is_lost(&crate::error::sqlstate(error)) {
            self.before_ms.store(self.clock.now().as_millisecond(), Ordering::Relaxed);
        }
    }

    fn condemns(&self, age: Duration) -> bool {
        let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        self.clock.now().as_millisecond().saturating_sub(age) <= self.before_ms.load(Ordering::Relaxed)
    }
}

/// A pool that opens its first connection when it is first needed.
pub(crate) fn pool(options: PgConnectOptions, most: u32, acquire: Duration, distrust: Distrust) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(acquire)
        .max_lifetime(Duration::from_mins(30))
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let condemned = distrust.condemns(meta.age);
            Box::pin(async move { Ok(!condemned && answers(connection, &meta).await) })
        })
        .connect_lazy_with(options)
}

async fn answers(connection: &mut PgConnection, meta: &PoolConnectionMetadata) -> bool {
    if meta.idle_for < IDLE_BEFORE_PING {
        return true;
    }
    matches!(tokio::time::timeout(PING_DEADLINE, connection.ping()).await, Ok(Ok(())))
}
