//! Many fixed strings looked for at once, in one pass. Refuses to know what they mean.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

use crate::bytes::is_word;

/// A table of strings in lower case, made into an automaton when first asked.
pub(crate) struct Needles(LazyLock<Option<AhoCorasick>>);

impl Needles {
    /// `make` is [`automaton`] over the table.
    pub(crate) const fn new(make: fn() -> Option<AhoCorasick>) -> Self {
        Self(LazyLock::new(make))
    }

    /// The first string that stands in the text: from, to.
    pub(crate) fn find(&self, text: &[u8]) -> Option<(usize, usize)> {
        let found = (*self.0).as_ref()?.find(text)?;
        Some((found.start(), found.end()))
    }

    /// All places, without overlaps.
    pub(crate) fn all<'n>(&'n self, text: &'n [u8]) -> impl Iterator<Item = (usize, usize)> + 'n {
        let automaton = (*self.0).as_ref();
        automaton
            .into_iter()
            .flat_map(move |automaton| automaton.find_iter(text))
            .map(|m| (m.start(), m.end()))
    }

    /// The first string that stands in the text and begins a word.
    pub(crate) fn find_word(&self, text: &[u8]) -> Option<(usize, usize)> {
        self.all(text).find(|(start, _)| *start == 0 || !is_word(text[start - 1]) || !is_word(text[*start]))
    }
}

/// The automaton over a table; nothing if the table were too large, which tests exclude.
pub(crate) fn automaton(table: &[&str]) -> Option<AhoCorasick> {
    AhoCorasickBuilder::new().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(table).ok()
}
