//! How far from exact an aspect still counts. One table, as a value, so that a request may bring its own.

use crate::AspectKind;

/// The orb of one aspect, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orb {
    /// If Sun or Moon is one of the two points.
    pub luminary: f64,
    /// Between other points.
    pub other: f64,
}

/// The orbs of the major aspects. An aspect at its orb counts; one whose orb is negative never does.
///
/// | aspect | with Sun or Moon | between others |
/// |---|---|---|
/// | conjunction | 10° | 8° |
/// | sextile | 6° | 4° |
/// | square | 8° | 7° |
/// | trine | 8° | 7° |
/// | opposition | 10° | 8° |
///
/// This is our own choice; schools differ, and so the table is a value.
///
/// ```
/// # use chart::{Orb, Orbs};
/// let tight = Orbs { sextile: Orb { luminary: 3.0, other: 2.0 }, ..Orbs::default() };
/// assert_eq!(tight.trine, Orbs::default().trine);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Orbs {
    pub conjunction: Orb,
    pub sextile: Orb,
    pub square: Orb,
    pub trine: Orb,
    pub opposition: Orb,
}

impl Orbs {
    /// The orb of an aspect, in degrees.
    #[must_use]
    pub fn of(&self, kind: AspectKind, luminary: bool) -> f64 {
        let orb = match kind {
            AspectKind::Conjunction => self.conjunction,
            AspectKind::Sextile => self.sextile,
            AspectKind::Square => self.square,
            AspectKind::Trine => self.trine,
            AspectKind::Opposition => self.opposition,
            _ => return -1.0,
        };
        if luminary { orb.luminary } else { orb.other }
    }
}

impl Default for Orbs {
    fn default() -> Self {
        Self {
            conjunction: Orb { luminary: 10.0, other: 8.0 },
            sextile: Orb { luminary: 6.0, other: 4.0 },
            square: Orb { luminary: 8.0, other: 7.0 },
            trine: Orb { luminary: 8.0, other: 7.0 },
            opposition: Orb { luminary: 10.0, other: 8.0 },
        }
    }
}
