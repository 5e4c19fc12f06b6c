//! The databases that others are copied from, made once for each state of the migrations.
//!
//! `mainstay_template_<hash>` is migrated and has the default tenant; nobody can connect to it, so
//! that it can be copied at any time. `mainstay_shared_<hash>` is its copy for units that are rolled
//! back. Each is made under another name and renamed when it is whole: what is there is complete.
//!
//! The migrations are read from their folder, so that a test never meets a schema older than its queries.

use std::path::Path;

use data::{roles, tenant};
use kernel::TenantId;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};
use tokio::sync::OnceCell;

use crate::{Failure, START, leftovers, master_key, server::Server};

/// Serialises what test processes do to the cluster as a whole; held on database `postgres`, because
/// advisory locks reach no further than their database.
pub(crate) const LOCK: &str = "SELECT pg_advisory_lock(7166216732)";

const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

/// Makes a tenant inside a unit, which the app role may not: its row is rolled back with the rest.
const TENANT_MAKER: &str = "
    CREATE SCHEMA testkit AUTHORIZATION mainstay_owner;
    GRANT USAGE ON SCHEMA testkit TO mainstay_app;
    SET ROLE mainstay_owner;
    CREATE FUNCTION testkit.make_tenant(id uuid, at timestamptz) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
      AS $$ INSERT INTO data.tenants (id, slug, reporting_zone, currency, created_at)
            VALUES (id, 't-' || id, 'UTC', 'USD', at) $$;
    RESET ROLE";

/// The databases of the migrations as they stand.
#[derive(Debug)]
pub(crate) struct Templates {
    /// The one to copy.
    pub(crate) template: String,
    /// The one for units that are rolled back.
    pub(crate) shared: String,
    /// The default tenant, in both.
    pub(crate) tenant: TenantId,
}

/// The databases, made unless they are there; looked up once a process.
pub(crate) async fn get() -> Result<&'static Templates, Failure> {
    static TEMPLATES: OnceCell<Templates> = OnceCell::const_new();
    TEMPLATES.get_or_try_init(|| async { prepare(Server::get().await?).await }).await
}

/// Runs one statement that changes the cluster. The name in it is our own.
pub(crate) async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), Failure> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

async fn prepare(server: &Server) -> Result<Templates, Failure> {
    let migrations = migrations().await?;
    let hash = hash(&migrations);
    let templates = Templates {
        template: format!("mainstay_template_{hash}"),
        shared: format!("mainstay_shared_{hash}"),
        tenant: TenantId::from(sqlx::types::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)),
    };
    let mut connection = server.connect("postgres").await?;
    if !exists(&mut connection, &templates.shared).await? {
        sqlx::query(LOCK).execute(&mut connection).await?;
        if !exists(&mut connection, &templates.template).await? {
            make_template(server, &mut connection, &migrations, &templates).await?;
        }
        if !exists(&mut connection, &templates.shared).await? {
            make_shared(server, &mut connection, &templates).await?;
        }
        leftovers::drop_old_templates(&mut connection).await?;
    }
    // Closing lets the lock go.
    connection.close().await?;
    Ok(templates)
}

/// The migrations in their folder.
pub(crate) async fn migrations() -> Result<Migrator, Failure> {
    Ok(Migrator::new(Path::new(MIGRATIONS)).await?)
}

/// Tells states of the migrations apart: versions and contents.
fn hash(migrations: &Migrator) -> String {
    let mut digest = Sha256::new();
    for migration in migrations.iter() {
        digest.update(migration.version.to_be_bytes());
        digest.update(&migration.checksum);
    }
    // What is made from them counts too.
    digest.update(TENANT_MAKER);
    hex::encode(&digest.finalize()[..8])
}

async fn exists(connection: &mut PgConnection, database: &str) -> Result<bool, Failure> {
    let found = sqlx::query("SELECT FROM pg_database WHERE datname = $1").bind(database);
    Ok(found.fetch_optional(connection).await?.is_some())
}

async fn make_template(
    server: &Server,
    connection: &mut PgConnection,
    migrations: &Migrator,
    templates: &Templates,
) -> Result<(), Failure> {
    const MAKING: &str = "mainstay_template_making";
    execute(connection, format!("DROP DATABASE IF EXISTS {MAKING} WITH (FORCE)")).await?;
    execute(connection, format!("CREATE DATABASE {MAKING} TEMPLATE template0")).await?;
    let mut inside = server.connect(MAKING).await?;
    roles::ensure(&mut inside, &master_key()).await?;
    execute(&mut inside, format!("SET ROLE {}; SET search_path = data", roles::OWNER)).await?;
    migrations.run(&mut inside).await?;
    inside.close().await?;
    let default = tenant::Tenant {
        id: templates.tenant,
        slug: tenant::DEFAULT_SLUG.into(),
        reporting_zone: "UTC".into(),
        currency: "USD".into(),
    };
    tenant::ensure(&server.address(MAKING), &default, START).await?;
    execute(connection, format!("ALTER DATABASE {MAKING} RENAME TO {}", templates.template)).await?;
    execute(connection, format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", templates.template)).await
}

async fn make_shared(
    server: &Server,
    connection: &mut PgConnection,
    templates: &Templates,
) -> Result<(), Failure> {
    const MAKING: &str = "mainstay_shared_making";
    execute(connection, format!("DROP DATABASE IF EXISTS {MAKING} WITH (FORCE)")).await?;
    execute(connection, format!("CREATE DATABASE {MAKING} TEMPLATE {}", templates.template)).await?;
    let mut inside = server.connect(MAKING).await?;
    execute(&mut inside, TENANT_MAKER.into()).await?;
    inside.close().await?;
    execute(connection, format!("ALTER DATABASE {MAKING} RENAME TO {}", templates.shared)).await
}
