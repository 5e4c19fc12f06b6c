//! The page over rows of every room, with the clock moved from one month into the next.

use billing::{
    actions::{cancel, start_trial, subscribe},
    rules::{Interval, When},
};
use data::{Actor, Database, Scope, Unit};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use kernel::{ChartId, Clocks, Currency, UserId};
use revenue::Reporting;
use serde_json::{Value, json};

use crate::actions::dashboard;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tokyo() -> Reporting {
    let zone = TimeZone::posix("JST-9").unwrap();
    Reporting { zone, time_zone: "Asia/Tokyo".into(), currency: Currency::USD }
}

/// The tile of that name, without its definition.
async fn tiles(unit: &mut Unit) -> Value {
    let page = dashboard::run(unit, &tokyo()).await.unwrap();
    assert_eq!(page.as_of, unit.now());
    let named = page.tiles.iter().map(|tile| {
        assert_eq!(tile.as_of, page.as_of);
        assert!(!tile.definition.is_empty());
        (tile.name.to_owned(), json!({"value": tile.value, "previous": tile.previous}))
    });
    json!(named.collect::<std::collections::BTreeMap<_, _>>())
}

/// A customer on the free plan since the unit's business time.
async fn customer(unit: &mut Unit) -> UserId {
    let user = testkit::user(unit).await;
    billing::actions::open::run(unit, user, "UTC").await.unwrap();
    user
}

async fn chart(unit: &mut Unit, user: UserId, made: &str) {
    sqlx::query(
        "INSERT INTO astrology.charts (tenant_id, id, user_id, kind, request, engine_version, created_at)
         VALUES ($1, $2, $3, 'natal', '', 1, $4)",
    )
    .bind(unit.tenant().uuid())
    .bind(ChartId::new(unit.now()).uuid())
    .bind(user.uuid())
    .bind(at(made).to_sqlx())
    .execute(unit.connection())
    .await
    .unwrap();
}

async fn buy(unit: &mut Unit, user: UserId) {
    let purchase = subscribe::Purchase { plan: "premium".into(), interval: Interval::Month, currency: None };
    subscribe::run(unit, user, purchase).await.unwrap();
}

async fn begin(database: &Database, clocks: &Clocks, scope: &Scope, now: &str) -> Unit {
    clocks.business.advance(at(now).duration_since(clocks.business.now()));
    database.unit(scope.clone()).await.unwrap()
}

#[tokio::test]
async fn tiles_follow_what_happens() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = test.open(clocks.clone());
    let scope = test.scope(Actor::Operator);

    // The last hour of January in Tokyo.
    let mut unit = begin(&database, &clocks, &scope, "2026-01-31T14:00:00Z").await;
    let (anna, ben, cleo) = (customer(&mut unit).await, customer(&mut unit).await, customer(&mut unit).await);
    buy(&mut unit, anna).await;
    buy(&mut unit, ben).await;
    chart(&mut unit, anna, "2025-12-31T14:59:59Z").await;
    chart(&mut unit, anna, "2025-12-31T15:00:00Z").await;
    let january = tiles(&mut unit).await;
    let usd = |minor: i64| json!({"amount_minor": minor, "currency": "USD"});
    assert_eq!(january["mrr"], json!({"value": usd(1_998), "previous": usd(0)}));
    assert_eq!(january["customers"]["value"]["by_plan"], json!({"free": 1, "premium": 2, "trial": 0}));
    assert_eq!(january["charts_this_month"], json!({"value": 1, "previous": 1}));
    assert_eq!(january["sign_ups"], json!({"value": 3, "previous": 0}));
    unit.commit(()).await.unwrap();

    // The first hour of February there; still January in Greenwich.
    let mut unit = begin(&database, &clocks, &scope, "2026-01-31T15:30:00Z").await;
    cancel::run(&mut unit, ben, When::Now, None).await.unwrap();
    start_trial::run(&mut unit, cleo).await.unwrap();
    customer(&mut unit).await;
    chart(&mut unit, cleo, "2026-01-31T15:00:00Z").await;
    let february = tiles(&mut unit).await;
    assert_eq!(february["mrr"], json!({"value": usd(999), "previous": usd(1_998)}));
    let customers = json!({"total": 4, "by_plan": {"free": 2, "premium": 1, "trial": 1}});
    assert_eq!(february["customers"], json!({"value": customers, "previous": null}));
    assert_eq!(february["charts_this_month"], json!({"value": 1, "previous": 1}));
    assert_eq!(february["sign_ups"], json!({"value": 1, "previous": 3}));
    unit.commit(()).await.unwrap();
}

#[tokio::test]
async fn a_tenant_sees_its_own_business_only() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = test.open(clocks.clone());
    let mut ours = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let user = customer(&mut ours).await;
    buy(&mut ours, user).await;
    chart(&mut ours, user, "2026-01-10T00:00:00Z").await;
    ours.commit(()).await.unwrap();

    let other = Scope { tenant: test.add_tenant("other").await, ..test.scope(Actor::Operator) };
    let mut theirs = database.unit(other).await.unwrap();
    let page = tiles(&mut theirs).await;
    assert_eq!(page["mrr"]["value"]["amount_minor"], 0);
    assert_eq!(page["customers"]["value"]["total"], 0);
    assert_eq!((&page["charts_this_month"]["value"], &page["sign_ups"]["value"]), (&json!(0), &json!(0)));
}

/// After a time in which no job ran: who is no customer any more pays nothing either.
#[tokio::test]
async fn tiles_agree_before_a_due_cancellation_is_written() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = test.open(clocks.clone());
    let scope = test.scope(Actor::Operator);
    let mut unit = begin(&database, &clocks, &scope, "2026-01-15T12:00:00Z").await;
    let anna = customer(&mut unit).await;
    buy(&mut unit, anna).await;
    cancel::run(&mut unit, anna, When::PeriodEnd, None).await.unwrap();
    unit.commit(()).await.unwrap();

    let mut unit = begin(&database, &clocks, &scope, "2026-02-20T00:00:00Z").await;
    let page = tiles(&mut unit).await;
    assert_eq!(page["customers"]["value"]["by_plan"], json!({"free": 1, "premium": 0, "trial": 0}));
    let usd = |minor: i64| json!({"amount_minor": minor, "currency": "USD"});
    assert_eq!(page["mrr"], json!({"value": usd(0), "previous": usd(999)}));
}
