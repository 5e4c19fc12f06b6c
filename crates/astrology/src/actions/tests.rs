//! Charts on a real PostgreSQL: kept sealed, read by their owner alone, and paid for.

use data::{Actor, Database, Scope, Unit};
use jiff::SignedDuration;
use kernel::{ChartId, CorrelationId, PageSize, TenantId, UserId};
use serde_json::json;

use super::{create, list, read};
use crate::{
    Error, Filter,
    rules::{Labels, Request},
    views::ChartView,
};

mod desk;

const NAME: &str = "Grandmother Aloysia";

fn request(time: Option<&str>) -> Request {
    serde_json::from_value(json!({
        "kind": "natal",
        "birth": {
            "date": "1987-03-14", "time": time,
            "place": {"latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna"}
        }
    }))
    .unwrap()
}

async fn create(unit: &mut Unit, user: UserId) -> Result<ChartView, Error> {
    create::run(unit, user, request(Some("05:47")), named()).await
}

fn named() -> Labels {
    Labels { name: Some(NAME.into()), ..Labels::default() }
}

/// Somebody on the free plan.
async fn customer(unit: &mut Unit) -> UserId {
    let user = testkit::user(unit).await;
    billing::actions::install_catalogue::run(unit).await.unwrap();
    billing::actions::open::run(unit, user, "Europe/Vienna").await.unwrap();
    user
}

async fn begin(database: &Database, tenant: TenantId, user: UserId) -> Unit {
    let correlation = CorrelationId::new(testkit::START);
    database.unit(Scope { tenant, actor: Actor::User(user), correlation }).await.unwrap()
}

async fn count(unit: &mut Unit) -> i64 {
    let (count,) =
        sqlx::query_as("SELECT count(*) FROM astrology.charts").fetch_one(unit.connection()).await.unwrap();
    count
}

#[tokio::test]
async fn a_chart_is_read_as_it_was_answered() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    let created = create(&mut unit, user).await.unwrap();
    assert_eq!((created.name.as_deref(), created.created_at), (Some(NAME), unit.now()));
    let read = read::run(&mut unit, user, created.id).await.unwrap().unwrap();
    assert_eq!(serde_json::to_vec(&read).unwrap(), serde_json::to_vec(&created).unwrap());
    let json = json!(read);
    assert_eq!(json["points"][0]["degree"]["text"], "23°04'22\" Pisces");
    assert_eq!((&json["kind"], &json["schema_version"]), (&json!("natal"), &json!(2)));
    assert_eq!(json["engine"]["ephemeris"], "JPL DE440");
}

#[tokio::test]
async fn what_is_stored_shows_nothing_of_the_birth() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    create(&mut unit, user).await.unwrap();
    let (row,): (String,) =
        sqlx::query_as("SELECT encode(convert_to(c::text, 'UTF8'), 'escape') FROM astrology.charts c")
            .fetch_one(unit.connection())
            .await
            .unwrap();
    let (request, name): (Vec<u8>, Vec<u8>) = sqlx::query_as("SELECT request, name FROM astrology.charts")
        .fetch_one(unit.connection())
        .await
        .unwrap();
    assert!(row.contains("natal"), "the row is looked at");
    for secret in ["1987", "05:47", "Vienna", "48.2", "16.3", "birth", "Aloysia", "latitude"] {
        assert!(!row.contains(secret), "{secret} stands in the row");
        for sealed in [&request, &name] {
            assert!(
                !sealed.windows(secret.len()).any(|part| part == secret.as_bytes()),
                "{secret} is readable"
            );
        }
    }
}

#[tokio::test]
async fn to_anybody_else_there_is_no_such_chart() {
    let mut unit = testkit::unit().await;
    let (owner, other) = (customer(&mut unit).await, customer(&mut unit).await);
    let id = create(&mut unit, owner).await.unwrap().id;
    assert!(read::run(&mut unit, other, id).await.unwrap().is_none());
    let unknown = ChartId::new(unit.now());
    assert!(read::run(&mut unit, owner, unknown).await.unwrap().is_none());
    let page = list::run(&mut unit, other, &Filter::default(), None, PageSize::default()).await.unwrap();
    assert!(page.items.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn to_another_tenant_there_is_no_such_chart() {
    let home = testkit::database().await;
    let abroad = home.add_tenant("abroad").await;
    let database = home.open(testkit::clocks(testkit::START));
    let mut unit = begin(&database, home.tenant(), UserId::new(testkit::START)).await;
    let owner = customer(&mut unit).await;
    let chart = create(&mut unit, owner).await.unwrap();
    let id = unit.commit(chart).await.unwrap().id;

    let mut unit = begin(&database, home.tenant(), owner).await;
    assert!(read::run(&mut unit, owner, id).await.unwrap().is_some());
    drop(unit);
    let mut unit = begin(&database, abroad, owner).await;
    assert!(read::run(&mut unit, owner, id).await.unwrap().is_none());
    assert_eq!(count(&mut unit).await, 0, "row-level security hides it as well");
}

#[tokio::test]
async fn lists_go_from_the_newest_to_the_oldest() {
    let home = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = home.open(clocks.clone());
    let mut unit = begin(&database, home.tenant(), UserId::new(testkit::START)).await;
    let user = customer(&mut unit).await;
    unit.commit(()).await.unwrap();
    let mut made = Vec::new();
    for time in [Some("05:47"), None, Some("23:10")] {
        clocks.business.advance(SignedDuration::from_mins(1));
        let mut unit = begin(&database, home.tenant(), user).await;
        let chart = create::run(&mut unit, user, request(time), Labels::default()).await.unwrap();
        made.insert(0, unit.commit(chart).await.unwrap().id);
    }
    let mut unit = begin(&database, home.tenant(), user).await;
    let two = PageSize::new(2).unwrap();
    let first = list::run(&mut unit, user, &Filter::default(), None, two).await.unwrap();
    let second = list::run(&mut unit, user, &Filter::default(), first.next, two).await.unwrap();
    let ids: Vec<_> = first.items.iter().chain(&second.items).map(|item| item.id).collect();
    assert_eq!((ids, second.next), (made, None));
    assert_eq!(
        json!(first.items)[0]["summary"],
        json!({ "sun": "pisces", "moon": "virgo", "ascendant": "scorpio" })
    );
    assert_eq!(
        json!(first.items)[1]["summary"],
        json!({ "sun": "pisces", "moon": "virgo" }),
        "no time, no ascendant"
    );
    let all = list::run(&mut unit, user, &Filter::default(), None, PageSize::new(3).unwrap()).await.unwrap();
    assert_eq!((all.items.len(), all.next), (3, None));
}

#[tokio::test]
async fn the_audit_log_knows_of_the_chart_and_not_of_the_birth() {
    let home = testkit::database().await;
    let database = home.open(testkit::clocks(testkit::START));
    let mut unit = begin(&database, home.tenant(), UserId::new(testkit::START)).await;
    let user = customer(&mut unit).await;
    unit.commit(()).await.unwrap();
    let mut unit = begin(&database, home.tenant(), user).await;
    let chart = create(&mut unit, user).await.unwrap();
    let id = unit.commit(chart).await.unwrap().id;
    let mut unit = begin(&database, home.tenant(), user).await;
    let (actor, target, details): (String, String, serde_json::Value) = sqlx::query_as(
        "SELECT actor, target, details FROM record.audit_entries WHERE action = 'astrology.chart.created'",
    )
    .fetch_one(unit.connection())
    .await
    .unwrap();
    assert_eq!((actor, target), (format!("user:{user}"), format!("chart:{id}")));
    assert_eq!(
        details,
        json!({ "kind": "natal", "time_known": true, "engine_version": crate::rules::reading::ENGINE_VERSION })
    );
}

#[tokio::test]
async fn a_chart_that_cannot_be_drawn_keeps_nothing_and_costs_nothing() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    let wrong = create::run(&mut unit, user, request(Some("25:00")), Labels::default()).await;
    assert!(matches!(wrong, Err(Error::Request(problems)) if problems[0].code == "TIME_INVALID"));
    assert_eq!(count(&mut unit).await, 0);
    for _ in 0..free_charts() {
        create(&mut unit, user).await.unwrap();
    }
}

#[tokio::test]
async fn the_plan_admits_its_number_of_charts_and_not_one_more() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    for _ in 0..free_charts() {
        create(&mut unit, user).await.unwrap();
    }
    let refused = create(&mut unit, user).await;
    assert!(matches!(refused, Err(Error::Billing(billing::Error::LimitReached(_)))));
    assert_eq!(count(&mut unit).await, free_charts(), "the refused one is not kept");
    let refused = web::Error::from(refused.err().unwrap());
    assert_eq!((refused.status().as_u16(), refused.code()), (402, "PLAN_LIMIT_REACHED"));
    let another = customer(&mut unit).await;
    assert!(create(&mut unit, another).await.is_ok(), "a limit is one customer's");
}

fn free_charts() -> i64 {
    let catalogue = billing::rules::Catalogue::shipped();
    match catalogue.free().limit(billing::rules::Meter::Charts) {
        billing::rules::Limit::Limited(charts) => i64::from(charts),
        billing::rules::Limit::Unlimited => panic!("the free plan has a limit"),
    }
}

#[tokio::test]
async fn at_once_or_one_by_one_the_plan_admits_the_same() {
    let home = testkit::database().await;
    let (database, tenant) = (home.open(testkit::clocks(testkit::START)), home.tenant());
    let mut unit = begin(&database, tenant, UserId::new(testkit::START)).await;
    let user = customer(&mut unit).await;
    unit.commit(()).await.unwrap();
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let database = database.clone();
        racers.spawn(async move {
            let mut unit = begin(&database, tenant, user).await;
            let chart = create(&mut unit, user).await.ok()?;
            unit.commit(chart).await.ok()
        });
    }
    let admitted = racers.join_all().await.into_iter().flatten().count();
    let mut unit = begin(&database, tenant, user).await;
    assert_eq!(i64::try_from(admitted).unwrap(), free_charts());
    assert_eq!(count(&mut unit).await, free_charts());
}
