//! The use cases on a real PostgreSQL, with the clocks moved by hand.

mod settings;
mod telling;

use data::{Actor, Database, Unit};
use jiff::{SignedDuration, Timestamp};
use kernel::{Clocks, PageSize, TenantId, UserId};
use sqlx::{Connection, PgConnection};
use testkit::{START, TestDatabase};

use super::{evaluate, history, list};
use crate::{
    Observations,
    rules::{Sign, Standing, State, catalogue},
};

/// What is mailed of; it fires at once and keeps firing for five minutes.
const THREATS: &str = "critical_threats";
/// What waits a minute before it fires, and has nothing to measure at times.
const LATE: &str = "jobs_late";

/// A database whose clocks the test moves.
struct World {
    test: TestDatabase,
    database: Database,
    clocks: Clocks,
    admin: UserId,
}

impl World {
    async fn new() -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(START));
        Self { database: test.open(clocks.clone()), test, clocks, admin: UserId::new(START) }
    }

    async fn unit(&self) -> Unit {
        self.unit_of(self.test.tenant()).await
    }

    async fn unit_of(&self, tenant: TenantId) -> Unit {
        let scope = data::Scope { tenant, ..self.test.scope(Actor::User(self.admin)) };
        self.database.unit(scope).await.unwrap()
    }

    fn pass(&self, time: SignedDuration) {
        self.clocks.real.advance(time);
        self.clocks.business.advance(time);
    }

    /// One observation of a rule's metric, with all others good; answers what changed of it.
    async fn see(&self, key: &str, value: Option<f64>) -> Option<(State, State)> {
        let mut unit = self.unit().await;
        let changes = evaluate::run(&mut unit, &seen(key, value)).await.unwrap();
        unit.commit(()).await.unwrap();
        changes.iter().find(|change| change.rule.key == key).map(|change| (change.from, change.to))
    }

    async fn standing(&self, key: &str) -> Standing {
        self.alert(key).await.standing.unwrap()
    }

    async fn alert(&self, key: &str) -> list::Alert {
        let alerts = list::run(&mut self.unit().await).await.unwrap();
        alerts.into_iter().find(|alert| alert.rule.key == key).unwrap()
    }

    /// Changes of state, oldest first.
    async fn story(&self, key: &str) -> Vec<(State, State)> {
        let (mut page, more) =
            history::run(&mut self.unit().await, key, None, PageSize::new(100).unwrap()).await.unwrap();
        assert_eq!(more, None);
        page.reverse();
        let steps: Vec<i64> = page.iter().map(|transition| transition.step).collect();
        assert_eq!(steps, (1..=page.len()).map(|step| i64::try_from(step).unwrap()).collect::<Vec<_>>());
        page.iter().map(|transition| (transition.from, transition.to)).collect()
    }

    async fn eye(&self) -> PgConnection {
        PgConnection::connect_with(&self.test.address().bootstrap().unwrap()).await.unwrap()
    }

    /// Jobs of a kind that wait.
    async fn jobs(&self, kind: &str) -> i64 {
        let (count,) = sqlx::query_as("SELECT count(*) FROM jobs.queue WHERE kind = $1")
            .bind(kind)
            .fetch_one(&mut self.eye().await)
            .await
            .unwrap();
        count
    }

    /// What was to be told, and whether as a mail, oldest first.
    async fn notices(&self) -> Vec<(String, bool)> {
        sqlx::query_as("SELECT about, mailed FROM alerts.notices ORDER BY at, id")
            .fetch_all(&mut self.eye().await)
            .await
            .unwrap()
    }

    async fn audited(&self) -> Vec<String> {
        let rows: Vec<(String,)> = sqlx::query_as("SELECT action FROM record.audit_entries ORDER BY id")
            .fetch_all(&mut self.eye().await)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }
}

fn seen(key: &str, value: Option<f64>) -> Observations {
    let mut all: Observations = catalogue::SHIPPED.iter().map(|rule| (rule.metric, Some(0.0))).collect();
    all.insert(catalogue::find(key).unwrap().metric, value);
    all
}

const BAD: Option<f64> = Some(1.0);
const GOOD: Option<f64> = Some(0.0);

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn an_alert_fires_recovers_and_tells_its_story() {
    use State::{Firing, NoData, Normal, Recovering};
    let world = World::new().await;
    let unseen = world.alert(THREATS).await;
    assert_eq!((unseen.standing, unseen.last_value), (None, None));
    assert_eq!(world.see(THREATS, GOOD).await, Some((NoData, Normal)));
    world.pass(seconds(15));
    assert_eq!(world.see(THREATS, Some(3.0)).await, Some((Normal, Firing)));
    let firing = world.alert(THREATS).await;
    let since = START + seconds(15);
    assert_eq!(firing.standing, Some(Standing { state: Firing, since, seen: since, fired: Some(since) }));
    assert_eq!(firing.last_value, Some(3.0));
    for (value, pause, change) in [
        (GOOD, 15, Some((Firing, Recovering))),
        (BAD, 15, Some((Recovering, Firing))),
        (None, 15, Some((Firing, NoData))),
        (Some(f64::NAN), 15, None),
        (GOOD, 15, Some((NoData, Recovering))),
        (GOOD, 299, None),
        (GOOD, 1, Some((Recovering, Normal))),
    ] {
        world.pass(seconds(pause));
        assert_eq!(world.see(THREATS, value).await, change, "{value:?}");
    }
    assert_eq!(world.story(THREATS).await.len(), 7);
    assert_eq!(world.story("many_refusals").await, [(NoData, Normal)]);
    // Pages go from the newest to the oldest.
    let (mut before, mut steps) = (None, Vec::new());
    loop {
        let mut unit = world.unit().await;
        let (page, last) = history::run(&mut unit, THREATS, before, PageSize::new(3).unwrap()).await.unwrap();
        steps.extend(page.iter().map(|transition| transition.step));
        before = last;
        if last.is_none() {
            break;
        }
    }
    assert_eq!(steps, [7, 6, 5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn what_is_stored_goes_on_as_what_is_remembered() {
    // Seconds passed, some backwards, and what was seen then.
    let life = [
        (0, None),
        (15, Some(400.0)),
        (30, Some(400.0)),
        (-3_600, Some(400.0)),
        (20, Some(400.0)),
        (15, Some(400.0)),
        (15, None),
        (15, Some(999.0)),
        (15, Some(f64::NAN)),
        (7_200, Some(0.0)),
        (60, Some(0.0)),
        (119, Some(300.0)),
        (59, Some(300.0)),
        (1, Some(300.0)),
        (1, Some(300.0)),
        (60, Some(0.0)),
        (-86_400, Some(0.0)),
        (61, Some(0.0)),
    ];
    let (world, rule) = (World::new().await, catalogue::find(LATE).unwrap());
    let (mut standing, mut firings) = (Standing::new(START), 0);
    for (pause, value) in life {
        world.pass(seconds(pause));
        world.see(LATE, value).await;
        let settings = rule.shipped();
        let after = standing.after(rule.sign(settings, value), world.clocks.real.now(), settings);
        firings += usize::from(standing.fired.is_none() && after.fired.is_some());
        standing = after;
        assert_eq!(world.standing(LATE).await, standing, "{pause} {value:?}");
        // The same once more, as a job that is run again would.
        world.see(LATE, value).await;
        assert_eq!(world.standing(LATE).await, standing, "again {pause} {value:?}");
    }
    let told = world.story(LATE).await;
    assert_eq!(firings, 2);
    assert_eq!(
        told.iter().filter(|(from, to)| *from == State::Pending && *to == State::Firing).count(),
        firings
    );
    assert!(
        told.windows(2).all(|pair| pair[0].1 == pair[1].0),
        "each begins where the last one ended: {told:?}"
    );
    assert_eq!(rule.sign(rule.shipped(), None), Sign::Good);
}

#[tokio::test]
async fn two_that_look_at_once_count_one_firing() {
    let world = World::new().await;
    world.see(THREATS, GOOD).await;
    world.pass(seconds(15));
    let look = async || {
        let mut unit = world.unit().await;
        let changes = evaluate::run(&mut unit, &seen(THREATS, BAD)).await.unwrap();
        unit.commit(()).await.unwrap();
        changes.len()
    };
    let (one, two, three) = tokio::join!(look(), look(), look());
    assert_eq!(one + two + three, 1, "one of them saw it fire");
    assert_eq!((world.notices().await.len(), world.jobs(crate::jobs::MAIL).await), (1, 1));
}

#[tokio::test]
async fn each_business_has_alerts_of_its_own() {
    let world = World::new().await;
    let other = world.test.add_tenant("other").await;
    world.see(THREATS, BAD).await;
    assert_eq!(world.standing(THREATS).await.state, State::Firing);
    let mut unit = world.unit_of(other).await;
    assert!(list::run(&mut unit).await.unwrap().iter().all(|alert| alert.standing.is_none()));
    assert_eq!(history::run(&mut unit, THREATS, None, PageSize::default()).await.unwrap().0, []);
    let changes = evaluate::run(&mut unit, &seen(LATE, GOOD)).await.unwrap();
    assert!(changes.iter().all(|change| change.to == State::Normal));
}

#[tokio::test]
async fn records_stay_as_they_are_for_a_year() {
    let world = World::new().await;
    world.see(THREATS, BAD).await;
    for table in ["alerts.transitions", "alerts.notices"] {
        for statement in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET value = 0")] {
            let mut unit = world.unit().await;
            let refused =
                sqlx::query(sqlx::AssertSqlSafe(statement)).execute(unit.connection()).await.unwrap_err();
            assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501", "{table}");
        }
    }
    let (other, day) = (world.test.add_tenant("other").await, SignedDuration::from_hours(24));
    world.pass(day * 365);
    let forget = async |tenant| super::forget::run(&world.database, tenant).await.unwrap();
    assert_eq!(forget(world.test.tenant()).await, 0, "a year is not over");
    world.pass(seconds(1));
    assert_eq!(forget(other).await, 0);
    // Five rules seen for the first time, one of which was to be told.
    assert_eq!(forget(world.test.tenant()).await, 6);
    assert_eq!(world.story(THREATS).await, []);
    assert_eq!(world.standing(THREATS).await.state, State::Firing, "how it stands is not forgotten");
}

fn at(second: i64) -> Timestamp {
    START + seconds(second)
}
