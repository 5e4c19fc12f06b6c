//! Births of saved charts on a real PostgreSQL: one's own are copied, all others are nobody's.

use serde_json::{Value, json};

use super::*;
use crate::{
    actions::{create, read},
    rules::Labels,
    rules::Settings,
};

fn birth(date: &str) -> Value {
    let place = json!({ "latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna" });
    json!({ "date": date, "time": "05:47", "place": place })
}

fn written(date: &str) -> Subject {
    Subject::Born(serde_json::from_value(birth(date)).unwrap())
}

fn asked(birth: Subject, other: Option<Subject>) -> Asked {
    let kind = if other.is_some() { Kind::Synastry } else { Kind::Natal };
    Asked { kind, birth, moment: None, other, settings: Settings::default() }
}

async fn customer(unit: &mut Unit) -> UserId {
    let user = testkit::user(unit).await;
    billing::actions::install_catalogue::run(unit).await.unwrap();
    billing::actions::open::run(unit, user, "Europe/Vienna").await.unwrap();
    user
}

async fn keep(unit: &mut Unit, user: UserId, body: Value) -> ChartId {
    let request = serde_json::from_value(body).unwrap();
    create::run(unit, user, request, Labels::default()).await.unwrap().id
}

fn unknown(result: Result<Request, Error>) -> Vec<(String, &'static str, String)> {
    match result {
        Err(Error::Request(problems)) => {
            problems.into_iter().map(|problem| (problem.path, problem.code, problem.message)).collect()
        }
        Err(failure) => panic!("{failure}"),
        Ok(_) => panic!("it was found"),
    }
}

#[tokio::test]
async fn births_of_saved_charts_are_copied() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    let saved = keep(&mut unit, user, json!({ "kind": "natal", "birth": birth("1987-03-14") })).await;
    let request = asked(Subject::Saved(saved), Some(written("1990-06-21")));
    let request = run(&mut unit, user, request).await.unwrap();
    // What is kept is what would have been kept had both been written out: no id stands in it, so that nothing hangs on
    // the saved chart.
    let whole = asked(written("1987-03-14"), Some(written("1990-06-21")));
    let whole = run(&mut unit, user, whole).await.unwrap();
    assert_eq!(serde_json::to_vec(&request).unwrap(), serde_json::to_vec(&whole).unwrap());
    assert_eq!((json!(request.birth), json!(request.other)), (birth("1987-03-14"), birth("1990-06-21")));
    let around = create::run(&mut unit, user, request, Labels::default()).await.unwrap();
    let read = read::run(&mut unit, user, around.id).await.unwrap().unwrap();
    assert_eq!(serde_json::to_vec(&read).unwrap(), serde_json::to_vec(&around).unwrap());
}

#[tokio::test]
async fn charts_of_others_and_of_other_kinds_are_refused_alike() {
    let mut unit = testkit::unit().await;
    let (user, stranger) = (customer(&mut unit).await, customer(&mut unit).await);
    let natal = json!({ "kind": "natal", "birth": birth("1987-03-14") });
    let theirs = keep(&mut unit, stranger, natal).await;
    let two = json!({ "kind": "synastry", "birth": birth("1987-03-14"), "other": birth("1990-06-21") });
    let mine_of_two = keep(&mut unit, user, two).await;
    let nobodys = ChartId::new(testkit::START);
    let mut answers = Vec::new();
    for id in [theirs, mine_of_two, nobodys] {
        answers.push(unknown(run(&mut unit, user, asked(Subject::Saved(id), None)).await));
    }
    assert_eq!((answers[0][0].0.as_str(), answers[0][0].1), ("birth.chart", "CHART_UNKNOWN"));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let both = asked(Subject::Saved(theirs), Some(Subject::Saved(nobodys)));
    let paths: Vec<_> =
        unknown(run(&mut unit, user, both).await).into_iter().map(|problem| problem.0).collect();
    assert_eq!(paths, ["birth.chart", "other.chart"]);
}

#[tokio::test]
async fn neither_sky_is_readable_in_the_row() {
    let mut unit = testkit::unit().await;
    let user = customer(&mut unit).await;
    let moment = json!({ "date": "2026-11-22", "place": birth("x")["place"] });
    let body = json!({ "kind": "transits", "birth": birth("1987-03-14"), "moment": moment });
    let id = keep(&mut unit, user, body).await;
    let (row, request): (String, Vec<u8>) = sqlx::query_as(
        "SELECT encode(convert_to(c::text, 'UTF8'), 'escape'), c.request FROM astrology.charts c",
    )
    .fetch_one(unit.connection())
    .await
    .unwrap();
    assert!(row.contains("transits"), "the kind is no secret");
    for secret in ["1987", "2026-11-22\"", "Vienna", "moment", "latitude"] {
        assert!(!row.contains(secret), "{secret} stands in the row");
        assert!(!request.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} is readable");
    }
    let read = read::run(&mut unit, user, id).await.unwrap().unwrap();
    let outer = read.reading.outer.unwrap();
    assert_eq!(outer.moment.local.to_string(), "2026-11-22T12:00:00");
}
