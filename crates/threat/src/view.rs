//! One reading of a value: its bytes, the same in lower case, and what the prefilter saw. Refuses to know who asks.

use crate::{Kind, Place, prefilter::Marks, told::Told};

/// Pairs of plain words up to which a value is no prose.
const PROSE: usize = 4;

/// One reading of one value.
#[derive(Clone, Copy)]
pub(crate) struct View<'v> {
    /// The bytes.
    pub(crate) raw: &'v [u8],
    /// The bytes with the capitals of ASCII made small; same length.
    pub(crate) low: &'v [u8],
    /// Classes of bytes in it.
    pub(crate) marks: Marks,
    /// Tables with a word in it.
    pub(crate) told: Told,
    /// Whether people wrote it for people.
    pub(crate) prose: bool,
    /// Where the value stands.
    pub(crate) place: Place,
    /// What it was declared to be.
    pub(crate) kind: Kind,
}

/// A rule that holds, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) rule: &'static str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Hit {
    pub(crate) fn new(rule: &'static str, start: usize, end: usize) -> Self {
        Self { rule, start, end }
    }
}

/// Whether a value is prose.
pub(crate) fn is_prose(text: &[u8], place: Place) -> bool {
    joins(text, place).nth(PROSE).is_some()
}

/// Places where one word of letters follows another; addresses join them by plus signs.
fn joins(text: &[u8], place: Place) -> impl Iterator<Item = usize> {
    let plus = if place == Place::Referer { text } else { &[] };
    memchr::memchr_iter(b' ', text).chain(memchr::memchr_iter(b'+', plus)).filter(|at| {
        let before = at
            .checked_sub(1)
            .is_some_and(|before| text[before].is_ascii_lowercase() || b",.".contains(&text[before]));
        before && text.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
    })
}

impl View<'_> {
    /// Whether bare statements count.
    pub(crate) fn strict(&self) -> bool {
        // What was searched for elsewhere is prose to us.
        self.kind.is_strict()
            && (self.place != Place::Referer || joins(self.raw, self.place).nth(1).is_none())
    }

    /// Whether people wrote it for people: several words of letters in a row.
    pub(crate) fn is_prose(&self) -> bool {
        self.prose
    }

    /// Whether the value is a name: of a parameter, cookie or key.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.place, Place::JsonKey | Place::QueryName | Place::CookieName)
    }
}
