//! How much of a list is asked for at once.

/// Rows on one page: 1 to 100, 20 unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u16);

impl PageSize {
    /// The largest page.
    pub const MAX: u16 = 100;

    /// A page of `rows`, or `None` outside 1 to 100.
    #[must_use]
    pub fn new(rows: u16) -> Option<Self> {
        (1..=Self::MAX).contains(&rows).then_some(Self(rows))
    }

    /// Rows to show.
    #[must_use]
    pub fn rows(self) -> usize {
        usize::from(self.0)
    }

    /// Rows to ask the database for: one more, which tells whether another page follows.
    #[must_use]
    pub fn fetch(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(20)
    }
}
