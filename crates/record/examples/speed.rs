//! Measures the request log on this machine: what a request pays when its row is noted, and what writing the row costs
//! beside the requests. `cargo run --release -p record --example speed`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that is read by a person")]

use std::num::NonZeroU16;

use jiff::SignedDuration;
use kernel::{Clock, UserId};
use record::{
    RequestLog,
    requests::{Config, Request},
};
use testkit::TestDatabase;

const ROUNDS: usize = 20;
const ROWS: u32 = 5_000;

#[tokio::main]
async fn main() {
    let test = testkit::database().await;
    let clock = Clock::system();
    let config = Config { keep: true, per_second: 0, days: NonZeroU16::MIN };
    let log = RequestLog::new(test.open(kernel::Clocks::system()), config);
    let (mut notes, mut writes) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let rows: Vec<Request> = (0..ROWS).map(|n| row(&test, &clock, n)).collect();
        let begun = clock.now();
        for row in rows {
            log.note(row);
        }
        let noted = clock.now();
        assert_eq!(log.flush().await.unwrap(), usize::try_from(ROWS).unwrap());
        notes.push(noted.duration_since(begun));
        writes.push(clock.now().duration_since(noted));
    }
    report("to note a row", notes);
    report("to write a row, PostgreSQL's part included", writes);
}

fn row(test: &TestDatabase, clock: &Clock, n: u32) -> Request {
    let at = clock.now();
    let refused = n.is_multiple_of(10);
    Request {
        tenant: test.tenant(),
        at,
        user: (!n.is_multiple_of(3)).then(|| UserId::new(at)),
        method: "GET",
        route: "/api/v1/charts/{id}".into(),
        status: if refused { 404 } else { 200 },
        reason: refused.then_some("NOT_FOUND"),
        micros: 400,
        request_bytes: Some(0),
        answer_bytes: Some(1_800),
        correlation: kernel::CorrelationId::new(at).to_string(),
        country: None,
    }
}

fn report(what: &str, mut rounds: Vec<SignedDuration>) {
    rounds.sort_unstable();
    let each = |round: SignedDuration| round.as_micros() * 1_000 / i128::from(ROWS);
    println!("{what}: {} ns (median), {} ns (fastest)", each(rounds[ROUNDS / 2]), each(rounds[0]));
}
