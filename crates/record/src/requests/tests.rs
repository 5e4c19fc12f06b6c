//! The request log on a real database.

use data::Actor;
use testkit::{START, TestDatabase};

use super::*;

const ON: Config = Config { keep: true, per_second: 0, days: NonZeroU16::new(30).unwrap() };

fn request(test: &TestDatabase, n: i64) -> Request {
    Request {
        tenant: test.tenant(),
        at: START + SignedDuration::from_millis(n),
        user: None,
        method: "GET",
        route: "/api/v1/plans".into(),
        status: 200,
        reason: None,
        micros: n,
        request_bytes: None,
        answer_bytes: Some(17),
        correlation: format!("req_{n}"),
        country: None,
    }
}

async fn all(test: &TestDatabase, database: &Database, filter: &Filter) -> Vec<Logged> {
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let (rows, last) = page(&mut unit, filter, before, PageSize::new(3).unwrap()).await.unwrap();
        all.extend(rows);
        before = last;
        if last.is_none() {
            return all;
        }
    }
}

/// Rows in memory, and dropped ones.
fn held(log: &RequestLog) -> (usize, u64) {
    let waiting = log.waiting();
    (waiting.rows.len(), waiting.dropped)
}

fn micros(rows: &[Logged]) -> Vec<i64> {
    rows.iter().map(|row| row.micros).collect()
}

#[tokio::test]
async fn rows_are_written_whole_and_found_by_what_they_are() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(START));
    let log = RequestLog::new(database.clone(), ON);
    let user = UserId::new(START);
    let other = test.add_tenant("other").await;
    (0..7).for_each(|n| log.note(request(&test, n)));
    log.note(Request { tenant: other, ..request(&test, 7) });
    log.note(Request {
        user: Some(user),
        status: 403,
        reason: Some("permission_denied"),
        request_bytes: Some(12),
        country: Country::parse("NL"),
        route: "/api/v1/charts/{id}".into(),
        ..request(&test, 8)
    });
    assert_eq!(log.flush().await.unwrap(), 9);
    assert_eq!(log.flush().await.unwrap(), 0);

    let rows = all(&test, &database, &Filter::default()).await;
    assert_eq!(micros(&rows), [8, 6, 5, 4, 3, 2, 1, 0]);
    let first = &rows[0];
    assert_eq!((first.actor.clone(), first.status), (format!("user:{user}"), 403));
    assert_eq!((first.request_bytes, first.answer_bytes), (Some(12), Some(17)));
    assert_eq!((first.country.as_deref(), first.correlation.as_str()), (Some("NL"), "req_8"));
    assert_eq!((rows[1].actor.as_str(), rows[1].at), ("guest", START + SignedDuration::from_millis(6)));

    let only = async |filter: Filter| micros(&all(&test, &database, &filter).await);
    let none = Filter::default;
    assert_eq!(only(Filter { reason: Some("permission_denied".into()), ..none() }).await, [8]);
    assert_eq!(only(Filter { user: Some(user), ..none() }).await, [8]);
    assert_eq!(only(Filter { status: Some(403), ..none() }).await, [8]);
    assert_eq!(only(Filter { route: Some("/api/v1/charts/{id}".into()), ..none() }).await, [8]);
    assert_eq!(only(Filter { correlation: Some("req_5".into()), ..none() }).await, [5]);
    let at = |n| Some(START + SignedDuration::from_millis(n));
    assert_eq!(only(Filter { since: at(2), until: at(5), ..none() }).await, [4, 3, 2]);
}

#[tokio::test]
async fn memory_and_rows_of_a_second_are_bounded_and_off_is_off() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(START));
    let log = RequestLog::holding(database.clone(), ON, 10);
    (0..50).for_each(|n| log.note(request(&test, n)));
    assert_eq!(held(&log), (10, 40));

    let sampled = RequestLog::new(database.clone(), Config { per_second: 3, ..ON });
    (0..50).for_each(|n| sampled.note(request(&test, n * 100)));
    assert_eq!(held(&sampled), (15, 35), "five seconds");

    let off = RequestLog::new(database.clone(), Config { keep: false, ..ON });
    off.note(request(&test, 1));
    assert_eq!((off.flush().await.unwrap(), off.is_on()), (0, false));
}

#[tokio::test]
async fn while_the_database_is_away_what_fits_is_kept() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(START));
    let log = RequestLog::holding(database.clone(), ON, 10);
    (0..8).for_each(|n| log.note(request(&test, n)));
    log.note(request(&test, 8));
    let mut root =
        <sqlx::PgConnection as sqlx::Connection>::connect_with(&test.address().bootstrap().unwrap())
            .await
            .unwrap();
    sqlx::query("ALTER TABLE record.requests RENAME TO away").execute(&mut root).await.unwrap();
    assert!(log.flush().await.is_err());
    (10..20).for_each(|n| log.note(request(&test, n)));
    assert_eq!(held(&log), (10, 9));
    sqlx::query("ALTER TABLE record.away RENAME TO requests").execute(&mut root).await.unwrap();
    assert_eq!(log.flush().await.unwrap(), 10);
}

#[tokio::test]
async fn rows_are_forgotten_after_their_days() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(START);
    let database = test.open(clocks.clone());
    let log = RequestLog::new(database.clone(), ON);
    let day = SignedDuration::from_hours(24);
    for n in 0..40 {
        log.note(Request { at: START + day * n, ..request(&test, i64::from(n)) });
    }
    log.flush().await.unwrap();
    clocks.real.advance(day * 39);
    assert_eq!(log.sweep(test.tenant()).await.unwrap(), 9);
    assert_eq!(log.sweep(test.tenant()).await.unwrap(), 0);
    assert_eq!(all(&test, &database, &Filter::default()).await.len(), 31);
}
