//! The codes of refusals: documented in one file, which the server shows. Knows where they are listed, not where they
//! come from.

use gate::Code;

/// The list as it is read by people.
pub(crate) const ABOUT: &str = include_str!("../../../docs/ERRORS.md");

/// The codes of whole requests, in the order of the list.
pub(crate) fn all() -> Vec<Code> {
    let cells = ABOUT.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let read = |line: &'static str| {
        let (code, rest) = line.split_once("` | ")?;
        let (status, when) = rest.split_once(" | ")?;
        Some(Code { code, status: status.parse().ok()?, when })
    };
    cells.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    /// Answers that are no refusals: notes of a chart.
    const NOTES: [&str; 5] =
        ["PORPHYRY_INSTEAD", "TIME_UNKNOWN", "TIME_UNRECORDED", "NO_HORIZON_AT_POLE", "HOUSES_UNDEFINED"];

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                found.push(path);
            }
        }
    }

    /// Literals of several words in capitals, outside of tests: what a client may be answered.
    fn written() -> BTreeSet<String> {
        let mut files = Vec::new();
        for room in [
            "web",
            "gate",
            "accounts",
            "alerts",
            "billing",
            "astrology",
            "flags",
            "record",
            "revenue",
            "overview",
        ] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src"), &mut files);
        }
        // Topics are named where they are told apart; what else that room says stays in the house.
        files.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../llm/src/rules.rs"));
        let is_code = |text: &&str| {
            let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            text.contains('_')
                && text.starts_with(|c: char| c.is_ascii_uppercase())
                && text.chars().all(capital)
        };
        let mut codes = BTreeSet::new();
        for file in files {
            let text = fs::read_to_string(file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            codes.extend(code.split('"').filter(is_code).map(str::to_owned));
        }
        codes
    }

    #[test]
    fn every_code_that_is_answered_is_listed_and_the_other_way_round() {
        let listed: BTreeSet<String> = ABOUT
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .map(str::to_owned)
            .collect();
        let constant = ["CARGO_PKG_VERSION"].into_iter().chain(NOTES).map(str::to_owned).collect();
        let written: BTreeSet<String> = written().difference(&constant).cloned().collect();
        let missing: Vec<_> = written.difference(&listed).collect();
        let gone: Vec<_> = listed.difference(&written).filter(|code| code.contains('_')).collect();
        assert!(missing.is_empty() && gone.is_empty(), "not listed: {missing:?}; answered nowhere: {gone:?}");
        assert!(all().len() > 40 && all().iter().all(|code| (400..600).contains(&code.status)));
    }
}
