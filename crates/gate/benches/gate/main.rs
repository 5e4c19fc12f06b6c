//! What the whole gate costs a request, in process and without a socket: front, order, detection and a handler that does
//! nothing, with the default configuration and limits that nobody reaches. Beside it the same without detection, and the
//! same without any guard.
//!
//! Before anything is measured, attacks in different places must be refused and what is measured must pass.
//!
//! `cargo bench -p gate --bench gate`; it needs a PostgreSQL as the tests do, which is hardly ever asked.

#![expect(clippy::unwrap_used, reason = "a benchmark whose stage cannot be built has nothing to measure")]

mod sent;
mod stage;

use std::sync::LazyLock;

use axum::response::Response;
use divan::{Bencher, counter::BytesCount};

use sent::Sent;
use stage::{Guarded, Stage};

static STAGE: LazyLock<Stage> = LazyLock::new(Stage::build);

const ALL: [Guarded; 3] = [Guarded::Shipped, Guarded::Undetected, Guarded::Open];

fn main() {
    STAGE.check();
    divan::main();
}

fn measure(bencher: Bencher, sent: &Sent, guarded: Guarded) {
    let bencher = bencher.with_inputs(|| sent.request());
    bencher.bench_local_values(|request| -> Response { STAGE.answer(guarded, request) });
}

fn measure_body(bencher: Bencher, sent: &Sent, guarded: Guarded) {
    measure(bencher.counter(BytesCount::new(sent.body.len())), sent, guarded);
}

/// Five headers and two values in the query, by a guest.
#[divan::bench(args = ALL)]
fn get(bencher: Bencher, guarded: Guarded) {
    measure(bencher, &sent::get(), guarded);
}

/// 170 bytes of JSON, by somebody signed in.
#[divan::bench(args = ALL)]
fn post(bencher: Bencher, guarded: Guarded) {
    measure(bencher, &sent::post(), guarded);
}

/// 60 KB of prose in a field without a kind, which is read strictly.
#[divan::bench(args = ALL)]
fn post_60_kb(bencher: Bencher, guarded: Guarded) {
    measure_body(bencher, &sent::post_long("text"), guarded);
}

/// 60 KB of prose in a field declared as markdown.
#[divan::bench(args = ALL)]
fn post_60_kb_markdown(bencher: Bencher, guarded: Guarded) {
    measure_body(bencher, &sent::post_long("notes"), guarded);
}

/// 100 KB of JSON in 1,000 short values, at the probe.
#[divan::bench(args = [Guarded::Shipped, Guarded::Undetected])]
fn probe_100_kb_json(bencher: Bencher, guarded: Guarded) {
    measure_body(bencher, &sent::probe_json(), guarded);
}

/// 100 KB of prose as plain text, at the probe.
#[divan::bench(args = [Guarded::Shipped, Guarded::Undetected])]
fn probe_100_kb_text(bencher: Bencher, guarded: Guarded) {
    measure_body(bencher, &sent::probe_text(), guarded);
}
