//! The two pools, the clocks and the keys: what a server holds for as long as it runs.

use std::{sync::Arc, time::Duration};

use kernel::{Clocks, TenantId};
use sqlx::{PgPool, Postgres, pool::PoolConnection};
use tokio::sync::Notify;

use crate::{
    Address, Error, PoolSizes, Result,
    connect::{self, Distrust},
    fresh::Fresh,
    roles,
    seal::{MasterKey, Sealer},
    tenant::{self, Tenant},
    unit::{Parts, Scope, Unit, idempotency},
};

const TENANT_MAX_AGE: Duration = Duration::from_secs(10);

/// A handle on the database; clones share everything.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    app: PgPool,
    work: PgPool,
    clocks: Clocks,
    sealer: Sealer,
    distrust: Distrust,
    enqueued: Arc<Notify>,
    tenants: Arc<Fresh<String, Tenant>>,
}

impl Database {
    /// Opens the pools; connections are made when first needed.
    ///
    /// # Errors
    /// When the address is malformed.
    pub fn open(address: &Address, sizes: PoolSizes, keys: Vec<MasterKey>, clocks: Clocks) -> Result<Self> {
        let distrust = Distrust::new(clocks.real.clone());
        let pool = |role, most| -> Result<PgPool> {
            let options = address.as_role(role, &roles::password(&keys[0], role))?;
            Ok(connect::pool(options, most, sizes.acquire, distrust.clone()))
        };
        let (app, work) = (pool(roles::APP, sizes.app)?, pool(roles::WORK, sizes.work)?);
        let tenants = Arc::new(Fresh::new(clocks.real.clone(), TENANT_MAX_AGE, 10_000));
        let (sealer, enqueued) = (Sealer::new(keys), Arc::new(Notify::new()));
        Ok(Self(Arc::new(Inner { app, work, clocks, sealer, distrust, enqueued, tenants })))
    }

    /// The clocks that units read.
    #[must_use]
    pub fn clocks(&self) -> &Clocks {
        &self.0.clocks
    }

    /// The same database by other clocks: for work that is dated otherwise than the rest of this process.
    #[must_use]
    pub fn with_clocks(&self, clocks: Clocks) -> Self {
        Self(Arc::new(Inner { clocks, ..Inner::clone(&self.0) }))
    }

    /// The keys, for what is sealed outside the database: cursors, cookies.
    #[must_use]
    pub fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    /// Begins a unit of one tenant.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is to be had in time.
    pub async fn unit(&self, scope: Scope) -> Result<Unit> {
        let parts = Parts {
            scope,
            now: self.0.clocks.business.now(),
            real_now: self.0.clocks.real.now(),
            sealer: self.0.sealer.clone(),
            distrust: self.0.distrust.clone(),
            enqueued: self.0.enqueued.clone(),
        };
        Unit::begin(&self.0.app, parts).await
    }

    /// Waits until a unit of this process has committed a job that is due, so that a worker need not wait for its next
    /// look. Many at once count as one.
    pub async fn enqueued(&self) {
        self.0.enqueued.notified().await;
    }

    /// Begins a unit for a request that may be a repetition.
    ///
    /// # Errors
    /// As [`Database::unit`].
    pub async fn idempotent_unit(
        &self,
        scope: Scope,
        request: &idempotency::Request<'_>,
        turn: idempotency::Turn,
    ) -> Result<idempotency::Begun> {
        idempotency::begin(self.unit(scope).await?, request, turn).await
    }

    /// A connection of the cross-tenant role, for the two files that schedule and copy.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when none is to be had in time.
    pub async fn work(&self) -> Result<PoolConnection<Postgres>> {
        Ok(self.0.work.acquire().await?)
    }

    /// The tenant that answers for a host name, at most ten seconds old.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn tenant_of_host(&self, host: &str) -> Result<Tenant> {
        let load = async { tenant::by_host(&mut *self.0.app.acquire().await?, host).await };
        self.0.tenants.get(host.to_owned(), load).await
    }

    /// A tenant by its identifier.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn tenant(&self, id: TenantId) -> Result<Option<Tenant>> {
        tenant::by_id(&mut *self.0.app.acquire().await?, id).await
    }

    /// Every tenant.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn tenants(&self) -> Result<Vec<TenantId>> {
        tenant::all(&mut *self.0.work.acquire().await?).await
    }

    /// Asks the server for a sign of life.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it gives none within the acquire deadline.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT").execute(&mut *self.0.app.acquire().await?).await.map_err(Error::from)?;
        Ok(())
    }

    /// Lets both pools throw away what they have open, when `error` says that the server went away.
    pub fn learn(&self, error: &Error) {
        if let Error::Unavailable(cause) | Error::Statement(cause) = error {
            self.0.distrust.learn(cause);
        }
    }

    /// Open and idle connections of the app pool, for the metrics.
    #[must_use]
    pub fn pool_state(&self) -> (u32, usize) {
        (self.0.app.size(), self.0.app.num_idle())
    }

    /// Closes both pools once their connections are back.
    pub async fn close(&self) {
        self.0.app.close().await;
        self.0.work.close().await;
    }
}
