//! The schema keeps its promises, whoever asks; and what other trials look at in tables.

use data::{Unit, unit::field};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::UserId;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use testkit::TestDatabase;

use super::columns::{Moment, TermsColumns, count, moment, word};
use crate::{
    bench::{Bench, customer_in},
    rules::{Interval, PlanRef, Transition},
};

/// A row of a ledger, as it lies in the table or comes from the published view.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Row {
    action: String,
    from_state: String,
    to_state: String,
    plan: String,
    plan_version: i32,
    interval: Option<String>,
    price_minor: Option<i64>,
    currency: Option<String>,
    quantity: Option<i64>,
    anchor: Moment,
    usage_anchor: Moment,
    trial_ends_at: Moment,
    cancel_at: Moment,
    mrr_minor: i64,
    delta_minor: i64,
    movement: Option<String>,
    effective_at: jiff_sqlx::Timestamp,
}

impl From<Row> for Transition {
    fn from(row: Row) -> Self {
        let Row { interval, price_minor, currency, quantity, .. } = row;
        Self {
            action: word(&row.action).unwrap(),
            from: word(&row.from_state).unwrap(),
            to: word(&row.to_state).unwrap(),
            effective_at: row.effective_at.to_jiff(),
            plan: PlanRef { code: row.plan, version: count(row.plan_version).unwrap() },
            terms: TermsColumns { interval, price_minor, currency, quantity }.read().unwrap(),
            anchor: moment(row.anchor),
            usage_anchor: moment(row.usage_anchor),
            trial_ends_at: moment(row.trial_ends_at),
            cancel_at: moment(row.cancel_at),
            mrr_minor: row.mrr_minor,
            delta_minor: row.delta_minor,
            movement: row.movement.map(|name| word(&name).unwrap()),
        }
    }
}

/// The ledger of a customer, in the order in which it was written.
pub(crate) async fn ledger(unit: &mut Unit, user: UserId) -> Vec<Transition> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM billing.transitions WHERE user_id = $1 ORDER BY sequence")
            .bind(user.uuid())
            .fetch_all(unit.connection())
            .await
            .unwrap();
    rows.into_iter().map(Transition::from).collect()
}

/// The last row of a customer that the published view tells as of now, whether or not it is written.
pub(crate) async fn last_published(unit: &mut Unit, user: UserId) -> Transition {
    let now = unit.now();
    let row: Row = sqlx::query_as(
        "SELECT *, NULL::timestamptz AS anchor, NULL::timestamptz AS usage_anchor FROM billing.pub_transitions
         WHERE user_id = $1 AND effective_at <= $2 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(user.uuid())
    .bind(now.to_sqlx())
    .fetch_one(unit.connection())
    .await
    .unwrap();
    row.into()
}

/// MRR by the ledger: the sum of its changes.
pub(crate) async fn mrr(unit: &mut Unit) -> i64 {
    let (sum,): (Option<i64>,) = sqlx::query_as("SELECT sum(delta_minor)::bigint FROM billing.transitions")
        .fetch_one(unit.connection())
        .await
        .unwrap();
    sum.unwrap_or(0)
}

/// When each row of a customer's ledger was written.
pub(crate) async fn recorded(unit: &mut Unit, user: UserId) -> Vec<Timestamp> {
    let rows: Vec<(jiff_sqlx::Timestamp,)> =
        sqlx::query_as("SELECT recorded_at FROM billing.transitions WHERE user_id = $1 ORDER BY sequence")
            .bind(user.uuid())
            .fetch_all(unit.connection())
            .await
            .unwrap();
    rows.into_iter().map(|row| row.0.to_jiff()).collect()
}

/// Every job in the queue: its kind, payload and time.
pub(crate) async fn queued(unit: &mut Unit) -> Vec<(String, Value, Timestamp)> {
    let rows: Vec<(String, Value, jiff_sqlx::Timestamp)> =
        sqlx::query_as("SELECT kind, payload, run_at FROM jobs.queue ORDER BY run_at")
            .fetch_all(unit.connection())
            .await
            .unwrap();
    rows.into_iter().map(|(kind, payload, at)| (kind, payload, at.to_jiff())).collect()
}

/// How many audit entries there are of an action.
pub(crate) async fn audited(unit: &mut Unit, action: &str) -> i64 {
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM record.audit_entries WHERE action = $1")
        .bind(action)
        .fetch_one(unit.connection())
        .await
        .unwrap();
    count
}

/// Loses every job of the queue.
pub(crate) async fn forget_queue(test: &TestDatabase) {
    by_bootstrap(test, "DELETE FROM jobs.queue").await;
}

/// Damages the row of a subscription, so that it cannot be read any more.
pub(crate) async fn spoil(test: &TestDatabase, user: UserId) {
    by_bootstrap(
        test,
        &format!("UPDATE billing.subscriptions SET time_zone = 'Mars' WHERE user_id = '{user}'"),
    )
    .await;
}

async fn by_bootstrap(test: &TestDatabase, sql: &str) {
    let mut connection = PgConnection::connect_with(&test.address().bootstrap().unwrap()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
}

/// What customers said, opened and as it lies in its column.
pub(crate) async fn reasons(unit: &mut Unit) -> Vec<(String, Vec<u8>)> {
    let rows: Vec<(uuid::Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT transition_id, words FROM billing.cancel_reasons")
            .fetch_all(unit.connection())
            .await
            .unwrap();
    let open = |(id, sealed): (uuid::Uuid, Vec<u8>)| {
        (unit.open_text(field("billing.cancel_reasons", "words", id), &sealed).unwrap(), sealed)
    };
    rows.into_iter().map(open).collect()
}

async fn refusal(connection: &mut PgConnection, sql: &str) -> String {
    let error = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap_err();
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

const TAMPERING: [&str; 4] = [
    "UPDATE billing.transitions SET mrr_minor = 1",
    "UPDATE billing.transitions SET recorded_at = effective_at WHERE sequence = 1",
    "DELETE FROM billing.transitions",
    "TRUNCATE billing.transitions CASCADE",
];

#[tokio::test]
async fn nobody_changes_the_ledger() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    let user = bench.customer("UTC").await;
    bench.buys(user, Interval::Month).await.unwrap();
    for sql in TAMPERING {
        assert_eq!(refusal(bench.unit().await.connection(), sql).await, "42501", "the app may not: {sql}");
    }
    let bootstrap = bench.test.address().bootstrap().unwrap();
    for role in ["mainstay_owner", "NONE"] {
        let mut connection = PgConnection::connect_with(&bootstrap).await.unwrap();
        let opening = format!("SET ROLE {role}; SET app.tenant = '{}'", bench.test.tenant());
        sqlx::raw_sql(AssertSqlSafe(opening)).execute(&mut connection).await.unwrap();
        for sql in TAMPERING {
            assert_eq!(refusal(&mut connection, sql).await, "23001", "{role}: {sql}");
        }
    }
    assert_eq!(recorded(&mut bench.unit().await, user).await.len(), 2);
}

#[tokio::test]
async fn a_published_view_shows_its_reader_one_tenant() {
    let bench = Bench::at("2026-01-15T12:00:00Z").await;
    bench.customer("UTC").await;
    let other = bench.test.add_tenant("other").await;
    let count = async |tenant| {
        let scope = data::Scope { tenant, ..bench.test.scope(data::Actor::Operator) };
        let mut unit = bench.database.unit(scope).await.unwrap();
        let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM billing.pub_transitions")
            .fetch_one(unit.connection())
            .await
            .unwrap();
        count
    };
    assert_eq!((count(bench.test.tenant()).await, count(other).await), (1, 0));
}

#[tokio::test]
async fn a_user_has_one_subscription_and_each_row_its_number() {
    let mut unit = testkit::unit().await;
    let user = customer_in(&mut unit, "UTC").await;
    let again = crate::actions::open::run(&mut unit, user, "UTC").await.unwrap_err();
    assert!(matches!(again, crate::Error::Data(error) if error.violates("subscriptions_one_a_user")));
}
