//! Which business a request belongs to.
//!
//! Signed in: the claim in the token. Public: the host name, through `data.tenant_hosts`. Else the
//! default tenant, made at first start.

use jiff_sqlx::ToSqlx;
use kernel::TenantId;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Address, Error, Result, roles};

/// The slug of the tenant that answers for every host without a row of its own.
pub const DEFAULT_SLUG: &str = "default";

/// One business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its identifier.
    pub id: TenantId,
    /// Its name in addresses and logs.
    pub slug: String,
    /// The zone in which its reports cut days and months, an IANA name.
    pub reporting_zone: String,
    /// The currency of its reports, ISO 4217.
    pub currency: String,
}

/// Makes a tenant unless its slug exists, on a connection of its own as the owner; answers its id.
///
/// # Errors
/// When the server cannot be reached.
pub async fn ensure(address: &Address, tenant: &Tenant, now: jiff::Timestamp) -> Result<TenantId> {
    let mut connection = PgConnection::connect_with(&address.bootstrap()?).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("SET ROLE {}", roles::OWNER))).execute(&mut connection).await?;
    sqlx::query!(
        "INSERT INTO data.tenants (id, slug, reporting_zone, currency, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (slug) DO NOTHING",
        tenant.id.uuid(),
        tenant.slug,
        tenant.reporting_zone,
        tenant.currency,
        now.to_sqlx(),
    )
    .execute(&mut connection)
    .await?;
    let row = sqlx::query!("SELECT id FROM data.tenants WHERE slug = $1", tenant.slug)
        .fetch_one(&mut connection)
        .await?;
    connection.close().await.map_err(Error::from)?;
    Ok(row.id.into())
}

/// Lets `host` answer for a tenant.
///
/// # Errors
/// When the server cannot be reached.
pub async fn add_host(address: &Address, tenant: TenantId, host: &str) -> Result<()> {
    let mut connection = PgConnection::connect_with(&address.bootstrap()?).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("SET ROLE {}", roles::OWNER))).execute(&mut connection).await?;
    sqlx::query!(
        "INSERT INTO data.tenant_hosts (host, tenant_id) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING",
        host.to_lowercase(),
        tenant.uuid(),
    )
    .execute(&mut connection)
    .await?;
    connection.close().await.map_err(Error::from)
}

/// The tenant that answers for `host`: its own row, or the default.
///
/// # Errors
/// When the server cannot be reached, or there is no default tenant yet.
pub(crate) async fn by_host(connection: &mut PgConnection, host: &str) -> Result<Tenant> {
    let row = sqlx::query!(
        r#"SELECT t.id, t.slug, t.reporting_zone, t.currency
           FROM data.tenants t LEFT JOIN data.tenant_hosts h ON h.tenant_id = t.id AND h.host = $1
           WHERE h.host IS NOT NULL OR t.slug = $2
           ORDER BY h.host NULLS LAST LIMIT 1"#,
        host,
        DEFAULT_SLUG,
    )
    .fetch_one(connection)
    .await?;
    Ok(Tenant {
        id: row.id.into(),
        slug: row.slug,
        reporting_zone: row.reporting_zone,
        currency: row.currency,
    })
}

/// A tenant by its identifier.
///
/// # Errors
/// When the server cannot be reached.
pub(crate) async fn by_id(connection: &mut PgConnection, id: TenantId) -> Result<Option<Tenant>> {
    let row =
        sqlx::query!("SELECT id, slug, reporting_zone, currency FROM data.tenants WHERE id = $1", id.uuid())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|row| Tenant {
        id: row.id.into(),
        slug: row.slug,
        reporting_zone: row.reporting_zone,
        currency: row.currency,
    }))
}

/// Every tenant, for schedules that serve all of them.
///
/// # Errors
/// When the server cannot be reached.
pub(crate) async fn all(connection: &mut PgConnection) -> Result<Vec<TenantId>> {
    let rows = sqlx::query!("SELECT id FROM data.tenants ORDER BY id").fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}
