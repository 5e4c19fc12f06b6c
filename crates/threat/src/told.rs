//! Which tables of words have something in a value, found in one pass for all of them, so that readers look for their words only where
//! there are some. Refuses to say where.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

use crate::{code, html, path, shell, ssrf, template};

/// Tables with a word in the value, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told(u16);

/// Names of programs.
pub(crate) const CODE: Told = Told(1);
/// Beginnings of objects written down.
pub(crate) const OBJECTS: Told = Told(1 << 1);
/// Objects of pages.
pub(crate) const SCRIPT: Told = Told(1 << 2);
/// Files, folders of the system, wrappers.
pub(crate) const FILES: Told = Told(1 << 3);
/// Signs of shells.
pub(crate) const SHELL: Told = Told(1 << 4);
/// Directives of templates.
pub(crate) const TEMPLATE: Told = Told(1 << 5);
/// Services that tell a machine about itself.
pub(crate) const METADATA: Told = Told(1 << 6);
/// Prototypes.
pub(crate) const PROTOTYPE: Told = Told(1 << 7);
/// Style that loads or runs.
pub(crate) const STYLE: Told = Told(1 << 8);
/// Schemes of addresses that hold something, or lead to a database.
pub(crate) const SCHEME: Told = Told(1 << 9);

/// Every bit that there is.
const ALL: u16 = (1 << 10) - 1;

/// Pieces of style sheets.
const STYLES: &[&str] = &["pression", "url(", "url (", "inding", "@im"];
const SCHEMES: &[&str] = &["data:", "jdbc:"];

/// The words, and the table of each.
static WORDS: LazyLock<Option<(AhoCorasick, Vec<Told>)>> = LazyLock::new(|| {
    let tables: [(Told, &[&str]); 12] = [
        (CODE, code::NAMES),
        (OBJECTS, code::BEGINNINGS),
        (SCRIPT, html::OBJECTS),
        (FILES, path::FILES),
        (FILES, path::ROOTS),
        (FILES, path::WRAPPERS),
        (SHELL, shell::SIGNS),
        (TEMPLATE, template::DIRECTIVES),
        (METADATA, ssrf::METADATA),
        (PROTOTYPE, code::PROTOTYPES),
        (STYLE, STYLES),
        (SCHEME, SCHEMES),
    ];
    let words = tables.iter().flat_map(|(_, words)| words.iter());
    let owners = tables.iter().flat_map(|(table, words)| words.iter().map(|_| *table)).collect();
    let builder =
        AhoCorasickBuilder::new().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(words);
    builder.ok().map(|automaton| (automaton, owners))
});

impl Told {
    /// The tables that have a word in the text; all of them if there is no automaton, which tests exclude.
    pub(crate) fn of(text: &[u8]) -> Self {
        let Some((automaton, owners)) = &*WORDS else { return Self(ALL) };
        let mut told = Self::default();
        for found in automaton.find_overlapping_iter(text) {
            told.0 |= owners[found.pattern().as_usize()].0;
            if told.0 == ALL {
                break;
            }
        }
        told
    }

    /// Whether a table has a word in it.
    pub(crate) fn has(self, table: Self) -> bool {
        self.0 & table.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_tells_every_table() {
        assert!(WORDS.is_some());
        assert_eq!(Told::of(b"Anna lives by the sea, and writes letters"), Told::default());
        for (text, table) in [
            ("x JAVA.LANG.x", CODE),
            ("rO0ABx", OBJECTS),
            ("document.cookie", SCRIPT),
            ("a/etc/passwd", FILES),
            ("php://x", FILES),
            ("x 2>&1", SHELL),
            ("{php}", TEMPLATE),
        ] {
            assert!(Told::of(text.as_bytes()).has(table), "{text}");
        }
    }
}
