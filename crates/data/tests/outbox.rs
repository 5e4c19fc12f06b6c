//! Product events on a real PostgreSQL: there exactly if their commit is, and nothing in them that somebody wrote.

#![expect(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use data::{
    Actor, Database, Error, Event, Unit, outbox,
    unit::idempotency::{Begun, Request, Turn},
};
use jiff::SignedDuration;
use kernel::{Clocks, JobId, UserId};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use testkit::{START, TestDatabase};

/// A database, its clocks, and an eye that sees all tenants.
struct Bench {
    test: TestDatabase,
    clocks: Clocks,
    database: Database,
    eye: PgConnection,
}

impl Bench {
    async fn new() -> Self {
        let test = testkit::database().await;
        let clocks = testkit::clocks(START);
        let database = test.open(clocks.clone());
        let eye = PgConnection::connect_with(&test.address().bootstrap().unwrap()).await.unwrap();
        Self { test, clocks, database, eye }
    }

    async fn unit(&self) -> Unit {
        self.database.unit(self.test.scope(Actor::Guest)).await.unwrap()
    }

    async fn begin(&self, key: &str) -> Begun {
        let request = Request { route: "POST /x", key, parameters: &[b"x"], keep_answer: true };
        self.database.idempotent_unit(self.test.scope(Actor::Guest), &request, Turn::First).await.unwrap()
    }

    /// Names and properties of all events, by name.
    async fn events(&mut self) -> Vec<(String, Value)> {
        sqlx::query_as("SELECT name, properties FROM data.outbox ORDER BY name")
            .fetch_all(&mut self.eye)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_commit_writes_all_of_its_events_and_a_drop_none() {
    let mut bench = Bench::new().await;
    let user = UserId::new(START);
    bench.clocks.business.advance(SignedDuration::from_hours(5));
    let mut unit = bench.unit().await;
    unit.emit(Event::new("seen").of(user).with("format", "svg").with("first", true).with("width", 64));
    unit.emit(Event::new("closed"));
    drop(unit);
    let mut unit = bench.unit().await;
    unit.emit(Event::new("seen"));
    unit.abandon().await.unwrap();
    assert_eq!(bench.events().await, [], "nothing was committed");

    let mut unit = bench.unit().await;
    unit.emit(Event::new("seen").of(user).with("format", "svg").with("first", true).with("width", 64));
    unit.emit(Event::new("closed"));
    unit.commit(()).await.unwrap();
    let expected = [
        ("closed".to_owned(), json!({})),
        ("seen".to_owned(), json!({ "format": "svg", "first": true, "width": 64 })),
    ];
    assert_eq!(bench.events().await, expected);
    let (tenant, subject, apart): (String, String, i64) = sqlx::query_as(
        "SELECT tenant_id::text, subject::text, extract(epoch FROM occurred_at - recorded_at)::bigint
         FROM data.outbox WHERE name = 'seen'",
    )
    .fetch_one(&mut bench.eye)
    .await
    .unwrap();
    assert_eq!((tenant, subject), (bench.test.tenant().to_string(), user.to_string()));
    assert_eq!(apart, 5 * 3600, "it occurred in business time and was recorded in real time");
}

#[tokio::test]
async fn a_commit_that_fails_leaves_no_event() {
    let mut bench = Bench::new().await;
    let mut unit = bench.unit().await;
    unit.emit(Event::new("seen"));
    unit.completes(JobId::new(START), 1);
    assert!(matches!(unit.commit(()).await, Err(Error::Superseded)));
    assert_eq!(bench.events().await, []);
}

#[tokio::test]
async fn a_request_that_is_repeated_tells_it_once() {
    let mut bench = Bench::new().await;
    let Begun::Fresh(mut unit) = bench.begin("once").await else { panic!("the first one is fresh") };
    unit.emit(Event::new("seen"));
    unit.commit("done").await.unwrap();
    let Begun::Replay(Some(answer)) = bench.begin("once").await else { panic!("the second one is known") };
    assert_eq!(answer, b"\"done\"");
    assert_eq!(bench.events().await.len(), 1);
}

/// The type lets only texts of the code in; should one of them be no word, the database refuses the whole commit.
#[tokio::test]
async fn properties_are_flat_and_their_texts_are_words() {
    let mut bench = Bench::new().await;
    for text in ["", "Ada", "ex-wife", "ada@example.org", "two words", "word\n", "\u{e9}t\u{e9}"] {
        let mut unit = bench.unit().await;
        unit.emit(Event::new("seen").with("what", text));
        let refused = unit.commit(()).await;
        assert!(refused.is_err_and(|error| error.violates("outbox_properties")), "{text:?}");
    }
    let insert = |properties: &'static str| {
        sqlx::query(
            "INSERT INTO data.outbox (tenant_id, id, name, properties, occurred_at, recorded_at)
             SELECT $1, $1, 'seen', $2::jsonb, created_at, created_at FROM data.tenants",
        )
        .bind(bench.test.tenant().uuid())
        .bind(properties)
    };
    for odd in [r#"{"a":["word"]}"#, r#"{"a":{"b":1}}"#, r#"{"a":null}"#, "[]", r#""word""#] {
        let refused = insert(odd).execute(&mut bench.eye).await.map_err(Error::from);
        assert!(refused.is_err_and(|error| error.violates("outbox_properties")), "{odd}");
    }
    insert(r#"{"a":"word","b":-1.5,"c":false}"#).execute(&mut bench.eye).await.unwrap();
    assert_eq!(bench.events().await.len(), 1);
}

#[tokio::test]
async fn events_leave_after_ninety_days_of_real_time() {
    let mut bench = Bench::new().await;
    let (ours, theirs) = (bench.test.tenant(), bench.test.add_tenant("other").await);
    for tenant in [ours, theirs] {
        let scope = data::Scope { tenant, ..bench.test.scope(Actor::Operator) };
        let mut unit = bench.database.unit(scope).await.unwrap();
        unit.emit(Event::new("old"));
        unit.commit(()).await.unwrap();
    }
    bench.clocks.business.advance(SignedDuration::from_hours(24 * 365));
    bench.clocks.real.advance(SignedDuration::from_secs(1));
    let mut unit = bench.unit().await;
    unit.emit(Event::new("young"));
    unit.commit(()).await.unwrap();
    bench.clocks.real.advance(SignedDuration::from_hours(24 * 90) - SignedDuration::from_secs(2));
    assert_eq!(outbox::sweep(&bench.database, ours).await.unwrap(), 0, "a second too early");
    bench.clocks.real.advance(SignedDuration::from_millis(1500));
    assert_eq!(outbox::sweep(&bench.database, ours).await.unwrap(), 1);
    let left: Vec<String> = bench.events().await.into_iter().map(|event| event.0).collect();
    assert_eq!(left, ["old", "young"], "the other tenant's, and the one that is not yet old");
}

#[tokio::test]
async fn the_app_adds_events_and_cannot_look() {
    let bench = Bench::new().await;
    for sql in ["SELECT FROM data.outbox", "DELETE FROM data.outbox", "UPDATE data.outbox SET name = 'x'"] {
        let mut unit = bench.unit().await;
        let refused = sqlx::query(sql).execute(unit.connection()).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501", "{sql}");
    }
}
