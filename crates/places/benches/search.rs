//! How long it takes to find places by what somebody has typed so far, on one thread.
//!
//! Refuses to know about requests: the way in and the answer's JSON are measured where they are made.

use divan::{Bencher, black_box};
use kernel::locale::Country;
use places::{by_name, places, search};

fn main() {
    divan::main();
}

/// Names in a sample.
const NAMES: usize = 5_000;

/// Answers that a list under an input field shows.
const SHOWN: usize = 10;

/// The first letters of names of places without order, the same at every run; whole names for `usize::MAX`.
fn begun(letters: usize) -> Vec<String> {
    let names: Vec<&str> = places().map(|all| all.map(|place| place.name).collect()).unwrap_or_default();
    let mut state = 20_261_122_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % names.len()
    };
    (0..NAMES).map(|_| names[next()].chars().take(letters).collect()).collect()
}

/// Runs `work` on one query after the other.
fn each<T>(bencher: Bencher, queries: &[String], work: impl Fn(&str) -> T) {
    // The gazetteer is unpacked before the watch starts.
    black_box(work(&queries[0]));
    let mut turn = queries.iter().cycle();
    bencher.bench_local(|| turn.next().map(|query| work(query)));
}

/// Every call a query, so that the median is that of queries.
#[divan::bench(args = [1, 2, 3, 4, 6, usize::MAX], sample_count = 5_000, sample_size = 1)]
fn letters(bencher: Bencher, letters: usize) {
    each(bencher, &begun(letters), |query| search(query, None, SHOWN));
}

/// The same with a country to be preferred.
#[divan::bench(args = [1, 2, 3, 6], sample_count = 5_000, sample_size = 1)]
fn letters_and_country(bencher: Bencher, letters: usize) {
    let country = Country::parse("US");
    each(bencher, &begun(letters), |query| search(query, country, SHOWN));
}

/// The same with a region after a comma.
#[divan::bench(args = [1, 3, 6], sample_count = 5_000, sample_size = 1)]
fn letters_and_region(bencher: Bencher, letters: usize) {
    let queries: Vec<String> = begun(letters).iter().map(|query| format!("{query}, Illinois, US")).collect();
    each(bencher, &queries, |query| search(query, None, SHOWN));
}

/// The beginnings with the most names behind them.
#[divan::bench(args = ["s", "a", "sa", "san", "al", "de ", "saint"], sample_count = 2_000, sample_size = 1)]
fn crowded(bencher: Bencher, query: &str) {
    each(bencher, &[query.to_owned()], |query| search(query, None, SHOWN));
}

/// A whole name to the one place that it means.
#[divan::bench(sample_count = 5_000, sample_size = 1)]
fn one_by_name(bencher: Bencher) {
    each(bencher, &begun(usize::MAX), |query| by_name(query, None));
}

/// The longest text that is looked at, and more.
#[divan::bench(sample_count = 500, sample_size = 1)]
fn hostile(bencher: Bencher) {
    each(bencher, &["\u{fdfa}, ".repeat(1_000)], |query| search(query, None, SHOWN));
}
