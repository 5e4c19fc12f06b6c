//! The tables of the orbits: what `cargo xtask ephemeris` writes, unpacked and evaluated.
//!
//! Each orbit is cut into segments of equal length; in each, the three coordinates (astronomical units, mean ecliptic
//! and equinox of J2000.0 in the sense of [`OBLIQUITY_OF_TABLE`]) are Chebyshev polynomials with whole multiples of a
//! quantum for coefficients. The packed form, little-endian throughout:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `SKYTABLE` |
//! | 4, 4 | version (1), number of orbits (11) |
//! | 32 | SHA-256 of the kernel that was fitted |
//! | 8, 8 | first and last Julian day (TDB) |
//! | 40 an orbit | NAIF numbers of body and centre, segment in days, quantum in au, budget in arcseconds, segments, terms |
//! | 3 x terms an orbit | width in bits of each coefficient: by term, then axis |
//! | the rest | an orbit after the other from a whole byte on: by segment, term, axis, two's complement, low bit first |
//! | 8 | FNV-1a (64 bits) of all that precedes |
//!
//! Refuses to know what an observer sees, and where bytes come from.

use crate::{
    Error,
    vector::{Vector, axes},
};
use std::sync::OnceLock;

#[cfg(test)]
mod tests;
mod unpack;

/// Angle in arcseconds between the equator of the ICRF and the first two axes of the table, about the common first axis.
pub const OBLIQUITY_OF_TABLE: f64 = 84_381.406;
/// First bytes of a table.
pub const MAGIC: &[u8; 8] = b"SKYTABLE";
/// Version of the layout.
pub const VERSION: u32 = 1;

const BUILT_IN: &[u8] = include_bytes!("../data/ephemeris.bin");

/// An orbit of the table, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orbit {
    /// Mercury about the Sun.
    Mercury,
    /// Venus about the Sun.
    Venus,
    /// The barycentre of Earth and Moon about the Sun.
    EarthMoon,
    /// The barycentre of Mars and its moons about the Sun.
    Mars,
    /// The barycentre of Jupiter and its moons about that of the solar system, as all that follow.
    Jupiter,
    /// Saturn.
    Saturn,
    /// Uranus.
    Uranus,
    /// Neptune.
    Neptune,
    /// Pluto.
    Pluto,
    /// The Sun.
    Sun,
    /// The Moon about the centre of the Earth.
    Moon,
}

impl Orbit {
    /// All, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Mercury,
        Self::Venus,
        Self::EarthMoon,
        Self::Mars,
        Self::Jupiter,
        Self::Saturn,
        Self::Uranus,
        Self::Neptune,
        Self::Pluto,
        Self::Sun,
        Self::Moon,
    ];

    /// NAIF numbers of the body and of the centre that its coordinates start from.
    #[must_use]
    pub const fn naif(self) -> (i32, i32) {
        match self {
            Self::Mercury => (1, 10),
            Self::Venus => (2, 10),
            Self::EarthMoon => (3, 10),
            Self::Mars => (4, 10),
            Self::Jupiter => (5, 0),
            Self::Saturn => (6, 0),
            Self::Uranus => (7, 0),
            Self::Neptune => (8, 0),
            Self::Pluto => (9, 0),
            Self::Sun => (10, 0),
            Self::Moon => (301, 399),
        }
    }
}

/// All orbits, unpacked: about 5 MB.
#[derive(Debug)]
pub struct Table {
    /// SHA-256 of the kernel that was fitted.
    pub kernel_sha256: [u8; 32],
    /// First and last Julian day (TDB) that can be evaluated.
    pub span: (f64, f64),
    tracks: Vec<Track>,
}

/// One orbit, unpacked.
#[derive(Debug)]
struct Track {
    first_day: f64,
    segments_a_day: f64,
    quantum: f64,
    budget_arcseconds: f64,
    segments: usize,
    terms: usize,
    /// By segment, then term: the three axes, and a lane that keeps the rows aligned for the processor.
    rows: Vec<[i32; 4]>,
}

impl Table {
    /// The table in this program, unpacked and checked at the first call.
    pub fn built_in() -> Result<&'static Self, Error> {
        static TABLE: OnceLock<Result<Table, Error>> = OnceLock::new();
        TABLE.get_or_init(|| Self::unpack(BUILT_IN)).as_ref().map_err(Clone::clone)
    }

    /// Position (au) and velocity (au a day) in an orbit at a Julian day (TDB). Outside [`Table::span`] the nearest
    /// segment is continued, which means nothing: callers check.
    #[must_use]
    pub fn state(&self, orbit: Orbit, day: f64) -> ([f64; 3], [f64; 3]) {
        self.tracks[orbit as usize].state(day)
    }

    /// Days in a segment of an orbit.
    #[must_use]
    pub fn segment_days(&self, orbit: Orbit) -> f64 {
        1.0 / self.tracks[orbit as usize].segments_a_day
    }

    /// Largest geocentric error, in arcseconds, that the orbit was fitted for.
    #[must_use]
    pub fn budget_arcseconds(&self, orbit: Orbit) -> f64 {
        self.tracks[orbit as usize].budget_arcseconds
    }
}

impl Track {
    /// Sums `c T(x)` and `c T'(x)`, alike for the three axes. Both polynomials come from those of the second kind,
    /// `T(k) = U(k) - x U(k-1)` and `T'(k) = k U(k-1)`, so that only one recurrence has to be waited for.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates at the first segment"
    )]
    #[expect(clippy::cast_precision_loss, reason = "a table has some thousands of segments")]
    fn state(&self, day: f64) -> (Vector, Vector) {
        let elapsed = (day - self.first_day) * self.segments_a_day;
        let number = (elapsed as usize).min(self.segments - 1);
        let x = 2.0 * (elapsed - number as f64) - 1.0;
        let (mut u, mut u_before, mut k) = (1.0, 0.0, 0.0);
        let (mut at, mut velocity) = ([0.0; 4], [0.0; 4]);
        for row in &self.rows[number * self.terms..][..self.terms] {
            let (t, slope) = (u - x * u_before, k * u_before);
            for axis in 0..4 {
                let coefficient = f64::from(row[axis]);
                at[axis] += coefficient * t;
                velocity[axis] += coefficient * slope;
            }
            (u, u_before) = (2.0 * x * u - u_before, u);
            k += 1.0;
        }
        let a_day = 2.0 * self.segments_a_day * self.quantum;
        (axes(|n| at[n] * self.quantum), axes(|n| velocity[n] * a_day))
    }
}

/// FNV-1a with 64 bits: guards the table against damage on the way here, not against malice.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
