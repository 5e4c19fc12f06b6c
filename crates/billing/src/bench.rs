//! What the trials of this room share: a database of their own, clocks moved by hand, and customers.

use std::time::Duration;

use data::{Actor, Database, PoolSizes, Unit};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use kernel::{Clocks, UserId};
use testkit::TestDatabase;

use crate::{
    Error, actions,
    actions::{Current, subscribe::Purchase},
    rules::Interval,
};

pub(crate) struct Bench {
    pub(crate) test: TestDatabase,
    pub(crate) clocks: Clocks,
    pub(crate) database: Database,
}

impl Bench {
    pub(crate) async fn at(start: &str) -> Self {
        Self::with(start, 4).await
    }

    /// With so many connections, all of them open, for a race.
    pub(crate) async fn with(start: &str, connections: u32) -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(instant(start)));
        let sizes = PoolSizes { app: connections, work: 1, acquire: Duration::from_mins(1) };
        let keys = vec![test.master_key()];
        let database = Database::open(&test.address(), sizes, keys, clocks.clone()).unwrap();
        let bench = Self { test, clocks, database };
        join_all((0..connections).map(|_| bench.unit())).await;
        bench
    }

    pub(crate) async fn unit(&self) -> Unit {
        self.database.unit(self.test.scope(Actor::Operator)).await.unwrap()
    }

    pub(crate) fn hours_pass(&self, hours: i64) {
        self.clocks.business.advance(SignedDuration::from_hours(hours));
        self.clocks.real.advance(SignedDuration::from_hours(hours));
    }

    pub(crate) fn travel(&self, to: &str) {
        let by = instant(to).duration_since(self.clocks.business.now());
        self.clocks.business.advance(by);
        self.clocks.real.advance(by);
    }

    /// A committed customer on the free plan.
    pub(crate) async fn customer(&self, time_zone: &str) -> UserId {
        let mut unit = self.unit().await;
        let user = customer_in(&mut unit, time_zone).await;
        unit.commit(user).await.unwrap()
    }

    pub(crate) async fn buys(&self, user: UserId, interval: Interval) -> Result<Current, Error> {
        let mut unit = self.unit().await;
        let current = buys(&mut unit, user, interval).await?;
        unit.commit(()).await?;
        Ok(current)
    }

    pub(crate) async fn tries(&self, user: UserId) -> Result<Current, Error> {
        let mut unit = self.unit().await;
        let current = actions::start_trial::run(&mut unit, user).await?;
        unit.commit(()).await?;
        Ok(current)
    }

    pub(crate) async fn current(&self, user: UserId) -> Current {
        actions::current(&mut self.unit().await, user).await.unwrap()
    }
}

pub(crate) async fn buys(unit: &mut Unit, user: UserId, interval: Interval) -> Result<Current, Error> {
    let purchase = Purchase { plan: "premium".into(), interval, currency: None };
    actions::subscribe::run(unit, user, purchase).await
}

/// A customer on the free plan, inside a unit.
pub(crate) async fn customer_in(unit: &mut Unit, time_zone: &str) -> UserId {
    let user = testkit::user(unit).await;
    actions::open::run(unit, user, time_zone).await.unwrap();
    user
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}
