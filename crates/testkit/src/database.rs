//! A database of a test's own.

use std::{
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use data::{
    Actor, Address, Database, PoolSizes, Scope,
    seal::MasterKey,
    tenant::{self, Tenant},
};
use kernel::{Clocks, CorrelationId, TenantId};
use sqlx::Connection;

use crate::{Failure, START, leftovers, must, server::Server, template};

/// The longest wait for a connection: on a busy machine tests wait for each other.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(20);

/// A migrated database with the default tenant in it, which no other test sees.
#[derive(Clone, Debug)]
pub struct TestDatabase {
    address: Address,
    tenant: TenantId,
}

/// A new database for this test.
///
/// # Panics
/// When there is none to be had.
pub async fn database() -> TestDatabase {
    must(make().await)
}

impl TestDatabase {
    /// Where it is, as its superuser: what a server under test is started with.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address.clone()
    }

    /// The master key that its roles' passwords derive from.
    #[must_use]
    pub fn master_key(&self) -> MasterKey {
        crate::master_key()
    }

    /// The default tenant.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Another tenant, committed.
    ///
    /// # Panics
    /// When the server fails.
    pub async fn add_tenant(&self, slug: &str) -> TenantId {
        let new = Tenant {
            id: TenantId::new(START),
            slug: slug.into(),
            reporting_zone: "UTC".into(),
            currency: "USD".into(),
        };
        must(tenant::ensure(&self.address, &new, START).await.map_err(Failure::from))
    }

    /// Small pools on the given clocks: four connections for requests, three for jobs.
    ///
    /// # Panics
    /// Never: the address is our own.
    #[must_use]
    pub fn open(&self, clocks: Clocks) -> Database {
        let sizes = PoolSizes { app: 4, work: 3, acquire: ACQUIRE };
        must(Database::open(&self.address, sizes, vec![self.master_key()], clocks).map_err(Failure::from))
    }

    /// The scope of a unit of the default tenant.
    #[must_use]
    pub fn scope(&self, actor: Actor) -> Scope {
        Scope { tenant: self.tenant, actor, correlation: CorrelationId::new(START) }
    }
}

async fn make() -> Result<TestDatabase, Failure> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static SWEEP: Once = Once::new();
    let (server, templates) = (Server::get().await?, template::get().await?);
    SWEEP.call_once(|| leftovers::sweep(server));
    let name = format!("mainstay_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut connection = server.connect("postgres").await?;
    // A namesake of an earlier process with the same number is dead.
    template::execute(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    template::execute(&mut connection, format!("CREATE DATABASE {name} TEMPLATE {}", templates.template))
        .await?;
    connection.close().await?;
    Ok(TestDatabase { address: server.address(&name), tenant: templates.tenant })
}
