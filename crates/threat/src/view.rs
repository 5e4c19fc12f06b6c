//! One reading of a value: its bytes, the same in lower case, and what the prefilter saw. Refuses to know who asks.

use crate::{Kind, Place, prefilter::Marks};

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

impl View<'_> {
    /// Whether bare statements count.
    pub(crate) fn strict(&self) -> bool {
        // What was searched for elsewhere is prose to us.
        self.kind.is_strict() && (self.place != Place::Referer || self.joins().nth(1).is_none())
    }

    /// Whether people wrote it for people: several words of letters in a row.
    pub(crate) fn is_prose(&self) -> bool {
        self.joins().nth(PROSE).is_some()
    }

    /// Places where one word of letters follows another; addresses join them by plus signs.
    fn joins(&self) -> impl Iterator<Item = &[u8]> {
        let plus = self.place == Place::Referer;
        self.raw.windows(3).filter(move |w| {
            (w[1] == b' ' || (plus && w[1] == b'+'))
                && (w[0].is_ascii_lowercase() || b",.".contains(&w[0]))
                && w[2].is_ascii_alphabetic()
        })
    }

    /// Whether the value is a name: of a parameter, cookie or key.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.place, Place::JsonKey | Place::QueryName | Place::CookieName)
    }
}
