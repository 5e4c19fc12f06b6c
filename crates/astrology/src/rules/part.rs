//! Which of a request's skies is spoken of, so that a wrong field is named where it was sent. Knows no sky.

use super::{Problem, Refusal};

/// One of the skies that a request may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `birth`: the chart itself, the inner ring.
    Birth,
    /// `moment`: that of transits.
    Moment,
    /// `other`: the second birth of a synastry.
    Other,
}

impl Part {
    /// Its field in a request.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Moment => "moment",
            Self::Other => "other",
        }
    }

    /// The path of one of its fields, such as `other.place.latitude`.
    #[must_use]
    pub fn path(self, field: &str) -> String {
        format!("{}.{field}", self.name())
    }

    /// A refusal whose paths begin at a birth, with paths that begin at the request.
    pub(super) fn of(self, refusal: Refusal) -> Refusal {
        let Refusal::Fields(problems) = refusal else { return refusal };
        let whole = |problem: Problem| Problem { path: self.path(&problem.path), ..problem };
        Refusal::Fields(problems.into_iter().map(whole).collect())
    }
}
