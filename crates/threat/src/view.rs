//! One reading of a value: its bytes, the same in lower case, and what the prefilter saw. Refuses to know who asks.

use crate::{Kind, Place, prefilter::Marks};

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
        self.kind.is_strict()
    }

    /// Whether the value is a name: of a parameter, cookie or key.
    pub(crate) fn is_name(&self) -> bool {
        matches!(self.place, Place::JsonKey | Place::QueryName | Place::CookieName)
    }
}
