//! Crate arrows run down the storeys; sideways only where the table says so; nobody but `server` names `gate`; `testkit`
//! is for tests. Development dependencies are free.

use super::{
    super::tree::{Manifest, Tree},
    Found,
};

/// Pure crates: no I/O.
pub(super) const GROUND: [&str; 6] = ["kernel", "ephemeris", "chart", "places", "wellness", "threat"];
const FIRST: [&str; 8] = ["base", "cluster", "data", "jobs", "llm", "record", "web", "testkit"];
const SECOND: [&str; 10] = [
    "accounts",
    "alerts",
    "billing",
    "insight",
    "flags",
    "privacy",
    "support",
    "connectors",
    "dbcare",
    "gate",
];
const THIRD: [&str; 5] = ["astrology", "cervicare", "revenue", "lifecycle", "overview"];
const ROOF: [&str; 3] = ["console", "demo", "server"];

/// From the ground up; the workshop stands outside.
const STOREYS: [&[&str]; 5] = [&GROUND, &FIRST, &SECOND, &THIRD, &ROOF];
const WORKSHOP: [&str; 3] = ["xtask", "siege", "fuzz"];

/// Arrows inside a storey.
const SIDEWAYS: [(&str, &[&str]); 15] = [
    ("ephemeris", &["kernel"]),
    ("chart", &["kernel", "ephemeris"]),
    ("places", &["kernel"]),
    ("wellness", &["kernel"]),
    ("threat", &["kernel"]),
    ("cluster", &["base"]),
    ("data", &["base", "cluster"]),
    ("jobs", &["base", "data"]),
    ("record", &["base", "data", "jobs", "web"]),
    ("web", &["base", "data"]),
    ("testkit", &["base", "cluster", "data", "jobs", "record", "web"]),
    ("overview", &["revenue", "lifecycle", "astrology", "cervicare"]),
    ("console", &[]),
    ("demo", &[]),
    ("server", &["console", "demo"]),
];

/// What the third storey may use of the second; others there use nothing of it.
const FROM_THIRD: [(&str, &[&str]); 5] = [
    ("astrology", &["billing", "flags"]),
    ("cervicare", &["billing", "flags"]),
    ("revenue", &["billing"]),
    ("lifecycle", &["billing", "insight"]),
    ("overview", &["accounts", "billing", "insight", "flags", "privacy", "support", "connectors", "dbcare"]),
];

/// The workshop has no product logic: it runs a cluster and makes the tables that two crates carry.
const FROM_WORKSHOP: [&str; 5] = ["cluster", "ephemeris", "places", "kernel", "chart"];

/// `siege` sees the product from outside, over HTTP and signals: not a line of it may be shared with what is besieged.
const OUTSIDE: &str = "siege";

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for manifest in &tree.manifests {
        let known = WORKSHOP.contains(&manifest.name.as_str()) || storey(&manifest.name).is_some();
        if !known {
            let advice =
                format!("`{}` stands on no storey: enter it in the table of this rule", manifest.name);
            found.push((manifest.path.clone(), 1, advice));
            continue;
        }
        for need in manifest.needs.iter().filter(|need| storey(need).is_some() || *need == OUTSIDE) {
            if let Some(advice) = refused(&manifest.name, need) {
                found.push((manifest.path.clone(), manifest.line(need), advice));
            }
        }
        found.extend(inverted(manifest));
    }
    found
}

fn storey(name: &str) -> Option<usize> {
    STOREYS.iter().position(|storey| storey.contains(&name))
}

fn listed(table: &[(&str, &[&str])], from: &str, to: &str) -> bool {
    table.iter().any(|(name, targets)| *name == from && targets.contains(&to))
}

fn refused(from: &str, to: &str) -> Option<String> {
    let reason = match (storey(from), storey(to)) {
        _ if to == "testkit" => "testkit is for tests: a dev-dependency",
        // Fuzz targets call parsers wherever they are; nothing depends on them.
        (None, Some(_)) if from == "fuzz" => return None,
        _ if to == "gate" && from != "server" => "only `server` names `gate`",
        (None, None) if from == "xtask" && to == OUTSIDE => return None,
        (_, None) => "a siege is for the workshop, and for tests: a dev-dependency",
        (None, _) if from == OUTSIDE => "a siege shares nothing with what it besieges",
        (None, _) if FROM_WORKSHOP.contains(&to) => return None,
        (None, _) => "the workshop has no product logic",
        (Some(3), Some(2)) if listed(&FROM_THIRD, from, to) => return None,
        (Some(3), Some(2)) => "the third storey uses of the second what its table says",
        (Some(above), Some(below)) if above > below => return None,
        (Some(above), Some(below)) if above < below => "arrows run down only",
        _ if listed(&SIDEWAYS, from, to) => return None,
        _ => "no arrow sideways here: use a port or an event",
    };
    Some(format!("`{from}` may not depend on `{to}`: {reason}"))
}

/// A crate of the ground floor or first storey that calls itself by another name than its folder would slip through.
fn inverted(manifest: &Manifest) -> Option<(String, usize, String)> {
    let folder = manifest.path.rsplit('/').nth(1)?;
    let advice = format!("the folder is `{folder}`: name the package so");
    (folder != manifest.name).then(|| (manifest.path.clone(), 1, advice))
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    #[test]
    fn the_table_names_each_crate_once() {
        let mut all: Vec<&str> = STOREYS.concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn arrows_are_judged_as_the_house_says() {
        for (from, to, good) in [
            ("billing", "data", true),
            ("data", "billing", false),
            ("billing", "accounts", false),
            ("revenue", "billing", true),
            ("revenue", "insight", false),
            ("lifecycle", "insight", true),
            ("overview", "revenue", true),
            ("revenue", "overview", false),
            ("astrology", "flags", true),
            ("astrology", "gate", false),
            ("web", "data", true),
            ("data", "web", false),
            ("server", "gate", true),
            ("console", "gate", false),
            ("server", "demo", true),
            ("data", "cluster", true),
            ("cluster", "data", false),
            ("astrology", "llm", true),
            ("llm", "kernel", true),
            ("llm", "data", false),
            ("chart", "ephemeris", true),
            ("ephemeris", "chart", false),
            ("server", "testkit", false),
            ("xtask", "cluster", true),
            ("xtask", "billing", false),
            ("xtask", "siege", true),
            ("server", "siege", false),
            ("siege", "cluster", false),
            ("siege", "kernel", false),
        ] {
            assert_eq!(refused(from, to).is_none(), good, "{from} -> {to}");
        }
    }

    #[test]
    fn manifests_are_read() {
        let manifest = "[package]\nname = \"billing\"\n[dependencies]\naccounts.workspace = true\nserde = \"1\"\n\
                        [dev-dependencies]\ntestkit = { workspace = true }\n[target.'cfg(unix)'.dependencies]\ngate = \"1\"\n";
        let path = "crates/billing/Cargo.toml";
        assert_eq!(found(check, &[(path, manifest)]), [format!("{path}:4"), format!("{path}:9")]);
        assert_eq!(
            found(check, &[("crates/x/Cargo.toml", "[package]\nname = \"x\"")]),
            ["crates/x/Cargo.toml:1"]
        );
        let renamed = "[package]\nname = \"data\"";
        assert_eq!(found(check, &[("crates/x/Cargo.toml", renamed)]), ["crates/x/Cargo.toml:1"]);
    }
}
