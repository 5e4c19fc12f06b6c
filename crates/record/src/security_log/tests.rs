//! The log on a real database, with the clock moved by hand.

use jiff::SignedDuration;
use kernel::{Clocks, TenantId};
use sqlx::{Connection, PgConnection};
use testkit::{START, TestDatabase};
use tokio::sync::oneshot;

use super::*;
use crate::{actions::sweep, summary};

struct Bench {
    test: TestDatabase,
    clocks: Clocks,
    database: Database,
}

impl Bench {
    async fn new() -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(START));
        let database = test.open(clocks.clone());
        Self { test, clocks, database }
    }

    fn log(&self) -> SecurityLog {
        SecurityLog::new(self.test.open(self.clocks.clone()))
    }

    fn event(&self, reason: &'static str, last: u8) -> SecurityEvent<'static> {
        let address = [203, 0, 113, last].into();
        SecurityEvent {
            tenant: self.test.tenant(),
            reason,
            address,
            route: "/auth/login",
            severity: Severity::Low,
            points: 2,
            country: None,
            evidence: None,
        }
    }

    async fn summary(&self, tenant: TenantId, since: jiff::Timestamp) -> Vec<(String, i64)> {
        let scope = data::Scope { tenant, ..self.test.scope(data::Actor::Operator) };
        summary(&mut self.database.unit(scope).await.unwrap(), since).await.unwrap()
    }

    async fn eye(&self) -> PgConnection {
        PgConnection::connect_with(&self.test.address().bootstrap().unwrap()).await.unwrap()
    }

    async fn rows(&self) -> Vec<(String, String, i64)> {
        sqlx::query_as("SELECT host(address), minute::text, times FROM record.security_events ORDER BY 1, 2")
            .fetch_all(&mut self.eye().await)
            .await
            .unwrap()
    }
}

fn counted(reason: &str, times: i64) -> (String, i64) {
    (reason.to_owned(), times)
}

#[tokio::test]
async fn refusals_become_counters_that_several_nodes_add_to() {
    let bench = Bench::new().await;
    let other = bench.test.add_tenant("other").await;
    let nodes = [bench.log(), bench.log()];
    for _ in 0..5 {
        for node in &nodes {
            node.note(bench.event("RATE_LIMITED", 1));
            node.note(bench.event("TOKEN_INVALID", 2));
            node.note(SecurityEvent { tenant: other, ..bench.event("RATE_LIMITED", 1) });
        }
        bench.clocks.real.advance(SignedDuration::from_secs(30));
        let (one, two) = tokio::join!(nodes[0].flush(), nodes[1].flush());
        assert_eq!((one.unwrap(), two.unwrap()), (3, 3));
    }
    assert_eq!(nodes[0].flush().await.unwrap(), 0);
    nodes[0].note(bench.event("TOKEN_INVALID", 2));
    nodes[0].flush().await.unwrap();
    let (tenant, minute) = (bench.test.tenant(), SignedDuration::from_mins(1));
    assert_eq!(
        bench.summary(tenant, START).await,
        [counted("TOKEN_INVALID", 11), counted("RATE_LIMITED", 10)]
    );
    assert_eq!(bench.summary(other, START).await, [counted("RATE_LIMITED", 10)]);
    // Two notes a minute and node; the third minute has one, and the late one.
    let since = START + minute + minute + SignedDuration::from_secs(59);
    assert_eq!(bench.summary(tenant, since).await, [counted("TOKEN_INVALID", 3), counted("RATE_LIMITED", 2)]);
    assert_eq!(bench.summary(tenant, START + minute * 3).await, []);
}

#[tokio::test]
async fn addresses_of_both_families_are_kept_as_they_are() {
    let bench = Bench::new().await;
    let log = bench.log();
    log.note(SecurityEvent { address: "2001:db8::7".parse().unwrap(), ..bench.event("X", 0) });
    log.note(bench.event("X", 9));
    log.flush().await.unwrap();
    let row = |address: &str| (address.to_owned(), "2026-01-15 12:00:00+00".to_owned(), 1);
    assert_eq!(bench.rows().await, [row("2001:db8::7"), row("203.0.113.9")]);
}

#[tokio::test]
async fn memory_is_bounded_and_what_does_not_fit_is_counted() {
    let bench = Bench::new().await;
    let log = SecurityLog::holding(bench.database.clone(), 10);
    for _ in 0..3 {
        (0..=255).for_each(|last| log.note(bench.event("FLOOD", last)));
    }
    assert_eq!(log.tally().len(), 10);
    let (counters, dropped) = log.tally().take();
    assert_eq!((counters.iter().map(|(_, counted)| counted.times).sum::<i64>(), dropped), (30, 3 * 246));
    log.give_back(counters);
    assert_eq!(log.flush().await.unwrap(), 10);
    assert_eq!(bench.summary(bench.test.tenant(), START).await, [counted("FLOOD", 30)]);
}

#[tokio::test]
async fn what_does_not_fit_is_known_by_its_number_to_every_node() {
    let bench = Bench::new().await;
    let other = bench.test.add_tenant("other").await;
    let log = SecurityLog::holding(bench.database.clone(), 4);
    log.note(SecurityEvent { tenant: other, ..bench.event("FLOOD", 0) });
    (0..=255).for_each(|last| log.note(bench.event("FLOOD", last)));
    assert_eq!(log.flush().await.unwrap(), 6);
    let tenant = bench.test.tenant();
    assert_eq!(bench.summary(tenant, START).await, [counted(DROPPED, 253), counted("FLOOD", 3)]);
    assert_eq!(bench.summary(other, START).await, [counted(DROPPED, 253), counted("FLOOD", 1)]);
    // While nothing can be written, the number grows with the rest.
    let mut eye = bench.eye().await;
    sqlx::query("ALTER TABLE record.security_events RENAME TO away").execute(&mut eye).await.unwrap();
    for _ in 0..3 {
        (0..10).for_each(|last| log.note(bench.event("tide", last)));
        assert!(log.flush().await.is_err());
    }
    sqlx::query("ALTER TABLE record.away RENAME TO security_events").execute(&mut eye).await.unwrap();
    (0..10).for_each(|last| log.note(bench.event("tide", last)));
    log.flush().await.unwrap();
    let total: i64 = bench.summary(tenant, START).await.iter().map(|(_, times)| times).sum();
    assert_eq!(total, 256 + 40, "each event stands somewhere");
}

#[tokio::test]
async fn a_rate_is_counted_by_whole_minutes_and_reasons() {
    let bench = Bench::new().await;
    let log = bench.log();
    for _ in 0..3 {
        for reason in ["A", "A", "B"] {
            log.note(bench.event(reason, 1));
        }
        bench.clocks.real.advance(SignedDuration::from_mins(1));
    }
    log.flush().await.unwrap();
    let mut unit = bench.database.unit(bench.test.scope(data::Actor::Operator)).await.unwrap();
    let at = |second| START + SignedDuration::from_secs(second);
    for (from, until, reasons, times) in [
        (0, 180, &[][..], 9),
        (0, 180, &["A"], 6),
        (0, 180, &["A", "B"], 9),
        (0, 180, &["C"], 0),
        (59, 60, &["B"], 1),
        (60, 120, &[], 3),
        (60, 119, &[], 0),
        (180, 600, &[], 0),
    ] {
        let counted = crate::refused(&mut unit, at(from), at(until), reasons).await.unwrap();
        assert_eq!(counted, times, "{from} {until} {reasons:?}");
    }
}

#[tokio::test]
async fn more_than_one_batch_is_written() {
    let bench = Bench::new().await;
    let log = bench.log();
    for n in 0..2_300u32 {
        let address = std::net::Ipv4Addr::from_bits(0x0a00_0000 + n).into();
        log.note(SecurityEvent { address, ..bench.event("FLOOD", 0) });
    }
    assert_eq!(log.flush().await.unwrap(), 2_300);
    assert_eq!(bench.summary(bench.test.tenant(), START).await, [counted("FLOOD", 2_300)]);
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_lost() {
    let bench = Bench::new().await;
    let log = bench.log();
    let mut eye = bench.eye().await;
    sqlx::query("ALTER TABLE record.security_events RENAME TO away").execute(&mut eye).await.unwrap();
    for _ in 0..4 {
        log.note(bench.event("X", 1));
        assert!(log.flush().await.is_err());
    }
    sqlx::query("ALTER TABLE record.away RENAME TO security_events").execute(&mut eye).await.unwrap();
    log.note(bench.event("X", 2));
    assert_eq!(log.flush().await.unwrap(), 2);
    assert_eq!(bench.summary(bench.test.tenant(), START).await, [counted("X", 5)]);
}

#[tokio::test]
async fn the_writer_writes_by_itself_and_once_more_when_it_stops() {
    let bench = Bench::new().await;
    let log = bench.log();
    let (stop, stopped) = oneshot::channel::<()>();
    let writer = tokio::spawn(log.clone().run_until(async { drop(stopped.await) }));
    // Many at once do not wait for their second.
    for n in 0..2_500u32 {
        let address = std::net::Ipv4Addr::from_bits(0x0a00_0000 + n).into();
        log.note(SecurityEvent { address, ..bench.event("FLOOD", 0) });
    }
    while bench.rows().await.is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    log.note(bench.event("LAST", 1));
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), writer).await.unwrap().unwrap();
    assert_eq!(
        bench.summary(bench.test.tenant(), START).await,
        [counted("FLOOD", 2_500), counted("LAST", 1)]
    );
}

#[tokio::test]
async fn refusals_are_forgotten_after_ninety_days() {
    let bench = Bench::new().await;
    let other = bench.test.add_tenant("other").await;
    let log = bench.log();
    let day = SignedDuration::from_hours(24);
    for _ in 0..=90 {
        log.note(bench.event("X", 1));
        log.note(SecurityEvent { tenant: other, ..bench.event("X", 1) });
        bench.clocks.real.advance(day);
    }
    log.flush().await.unwrap();
    assert_eq!(sweep::run(&bench.database, bench.test.tenant()).await.unwrap(), 1);
    assert_eq!(sweep::run(&bench.database, bench.test.tenant()).await.unwrap(), 0);
    assert_eq!(bench.summary(bench.test.tenant(), START).await, [counted("X", 90)]);
    assert_eq!(bench.summary(bench.test.tenant(), START + day).await, [counted("X", 90)]);
    assert_eq!(bench.summary(other, START).await, [counted("X", 91)]);
}
