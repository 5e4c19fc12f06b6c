//! Rewritten attacks against the detector: what is caught as it stands is still caught in other clothes, and the same
//! clothes on harmless values are no reason to refuse them. `cargo run -p threat --example rewrite` prints the table.

#[path = "rewritings/trial.rs"]
mod trial;

use trial::{Row, cases::share, run};

/// Percent of all rewritten attacks that are still caught. The aim is 99.5.
const CAUGHT: f64 = 98.8;

/// Percent of the rewritten attacks of each kind.
const CAUGHT_OF_KIND: f64 = 97.0;

/// Percent of harmless values that may be refused when they are rewritten.
const REFUSED: f64 = 0.5;

/// Kinds that do not reach their bound yet: the least of attacks caught, the most of harmless values refused.
const BEHIND: &[(&str, f64, f64)] = &[
    ("percent some", 97.0, 1.1),
    ("entities decimal", 97.0, 1.4),
    ("entities hex", 97.0, 3.7),
    ("entities named", 97.0, 1.6),
    ("json escapes", 97.0, 1.7),
    ("utf-16", 95.0, 0.5),
    ("plus for space", 97.0, 0.6),
    ("new lines", 97.0, 1.1),
    ("sql blanks", 97.0, 0.6),
    ("sql comments", 97.0, 1.1),
    ("sql line comments", 97.0, 1.1),
    ("sql operators", 97.0, 19.1),
    ("sql comparisons", 95.5, 0.5),
    ("sql doubled words", 93.5, 0.5),
    ("shell quotes", 97.0, 52.0),
    ("shell quoted letters", 97.0, 9.4),
    ("shell nothing", 95.1, 0.5),
    ("shell braces", 95.5, 0.5),
    ("shell whole paths", 96.4, 0.5),
    ("shell carets", 97.0, 5.6),
    ("page scheme", 97.0, 1.6),
    ("page doubled tags", 96.6, 0.5),
    ("path stripped", 93.2, 0.5),
    ("ends of lines", 97.0, 1.6),
    ("endings of names", 97.0, 35.8),
    ("folders of names", 97.0, 64.3),
    ("json twice", 93.3, 0.5),
    ("xml entities", 95.8, 0.5),
    ("text in front", 94.3, 0.5),
    ("text around", 94.1, 0.5),
];

/// What a kind has to reach: the least of attacks caught, the most of harmless values refused.
fn bounds(name: &str) -> (f64, f64) {
    BEHIND
        .iter()
        .find(|(behind, ..)| *behind == name)
        .map_or((CAUGHT_OF_KIND, REFUSED), |(_, least, most)| (*least, *most))
}

/// What is wrong with a kind, in a line.
fn fault(row: &Row) -> Option<String> {
    let (least, most) = bounds(row.name);
    let ([missed, ..], [refused, ..]) = (share(row.missed, row.attacks), share(row.refused, row.harmless));
    let name = row.name;
    if row.attacks == 0 {
        return Some(format!("{name}: rewrites no attack"));
    }
    if row.uncontrolled.is_none() && row.harmless < 10 {
        return Some(format!("{name}: controls nothing"));
    }
    if 100.0 - missed < least {
        return Some(format!("{name}: {} of {} missed, {least} % must be caught", row.missed, row.attacks));
    }
    (refused > most)
        .then(|| format!("{name}: {} of {} harmless refused, at most {most} %", row.refused, row.harmless))
}

#[test]
fn rewritten_attacks_are_caught_and_harmless_values_pass() {
    let table = run(1).unwrap();
    let faults: Vec<String> = table.rows.iter().filter_map(fault).collect();
    let (all, missed) = table.total();
    let [share, ..] = share(missed, all);
    assert!(faults.is_empty(), "\n{table}\n{}", faults.join("\n"));
    assert!(100.0 - share >= CAUGHT, "\n{table}");
    let stale: Vec<_> =
        BEHIND.iter().filter(|(name, ..)| !table.rows.iter().any(|row| row.name == *name)).collect();
    assert!(stale.is_empty(), "no such kinds: {stale:?}");
}
