//! `rules/` decides from what it is given: no I/O, no clock, no randomness, nobody's store.

use super::{super::tree::Tree, Found};

/// Crates and modules that reach out of the process.
pub(super) const REACHING_OUT: [&str; 22] = [
    "sqlx",
    "axum",
    "tokio",
    "hyper",
    "hyper_util",
    "http",
    "reqwest",
    "tower",
    "tower_http",
    "moka",
    "fred",
    "nix",
    "object_store",
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::os",
    "std::io::stdin",
    "std::io::stdout",
    "async_trait",
];

/// Of the house: what holds a connection.
const ROOMS: [&str; 5] = ["data", "jobs", "record", "web", "cluster"];

/// Sources of time and chance.
const AMBIENT: [&str; 15] = [
    "SystemTime",
    "Instant",
    "Clock",
    "Clocks",
    "Timestamp::now",
    "Zoned::now",
    "kernel::entropy",
    "entropy::",
    "OsRng",
    "getrandom",
    "rand::",
    "fastrand",
    "new_v4",
    "now_v7",
    "ThreadRng",
];

pub(super) fn check(tree: &Tree) -> Found {
    let pure = |path: &str| path.contains("/src/rules/") || path.ends_with("/src/rules.rs");
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| pure(&source.path)) {
        let mut add = |at: usize, what: &str, advice: &str| {
            found.push((source.path.clone(), source.line(at), format!("`{what}` in rules: {advice}")));
        };
        for path in REACHING_OUT.into_iter().chain(ROOMS) {
            source
                .paths(path)
                .for_each(|at| add(at, path, "rules do no I/O; load in the action and hand it in"));
        }
        for word in AMBIENT {
            source.words(word).for_each(|at| add(at, word, "take the instant or the number as a parameter"));
        }
        let stores = source.words("::store").chain(source.paths("store"));
        stores.for_each(|at| add(at, "store", "the action loads, rules decide"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn impure_rules_are_found() {
        assert_lines(
            check,
            &[
                (
                    "crates/a/src/rules/b.rs",
                    "use kernel::Money;\nuse jiff::Timestamp;\nfn b(now: Timestamp) {}",
                    &[],
                ),
                ("crates/a/src/rules/b.rs", "use sqlx::PgPool;", &[1]),
                ("crates/a/src/rules/b.rs", "use std::{fmt, fs};", &[1]),
                ("crates/a/src/rules.rs", "\nuse data::Unit;", &[2]),
                ("crates/a/src/rules/b.rs", "fn b() { Timestamp::now(); }", &[1]),
                ("crates/a/src/rules/b.rs", "use kernel::Clock;", &[1]),
                ("crates/a/src/rules/b.rs", "let id = Uuid::now_v7();", &[1]),
                ("crates/a/src/rules/b.rs", "use crate::store;\nuse billing::store::plans;", &[1, 2]),
                ("crates/a/src/actions/b.rs", "use sqlx::PgPool;", &[]),
                ("crates/a/src/rules/b.rs", "#[cfg(test)]\nmod tests { use std::fs; }", &[]),
            ],
        );
    }
}
