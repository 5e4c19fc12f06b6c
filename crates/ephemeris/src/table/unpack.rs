//! Reads the packed form of the table. Refuses anything that the fitting tool would not write: whatever the bytes,
//! the answer is a table or [`Error::Table`].

use super::{MAGIC, Orbit, Table, Track, VERSION, checksum};
use crate::Error;

/// More terms than any fit keeps.
const MOST_TERMS: u32 = 64;
/// More rows than any orbit needs; 16 MiB unpacked.
const MOST_ROWS: u32 = 1 << 20;

impl Table {
    /// Unpacks a table and verifies its checksum.
    pub fn unpack(bytes: &[u8]) -> Result<Self, Error> {
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(Error::Table("too short"))?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(Error::Table("wrong checksum"));
        }
        let mut reader = Reader { rest: body };
        if reader.take::<8>()? != *MAGIC || reader.u32()? != VERSION {
            return Err(Error::Table("not a table of this version"));
        }
        if reader.u32()? as usize != Orbit::ALL.len() {
            return Err(Error::Table("wrong number of orbits"));
        }
        let kernel_sha256 = reader.take::<32>()?;
        let span = (reader.f64()?, reader.f64()?);
        let mut tracks = Vec::with_capacity(Orbit::ALL.len());
        for orbit in Orbit::ALL {
            tracks.push(reader.track(orbit, span)?);
        }
        let widths = tracks.iter().map(|t| reader.widths(t.terms)).collect::<Result<Vec<_>, _>>()?;
        for (track, widths) in tracks.iter_mut().zip(&widths) {
            track.rows = reader.rows(track.segments, widths)?;
        }
        if !reader.rest.is_empty() {
            return Err(Error::Table("bytes left over"));
        }
        Ok(Self { kernel_sha256, span, tracks })
    }
}

/// What is still to be read.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(Error::Table("too short"))?;
        self.rest = rest;
        Ok(*taken)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.take().map(u32::from_le_bytes)
    }

    fn f64(&mut self) -> Result<f64, Error> {
        self.take().map(f64::from_le_bytes)
    }

    /// The head of one orbit; its rows are still empty.
    fn track(&mut self, orbit: Orbit, span: (f64, f64)) -> Result<Track, Error> {
        let naif = (self.u32()?.cast_signed(), self.u32()?.cast_signed());
        let (days, quantum, budget_arcseconds) = (self.f64()?, self.f64()?, self.f64()?);
        let (segments, terms) = (self.u32()?, self.u32()?);
        let covers = days > 0.0 && span.0 + days * f64::from(segments) >= span.1;
        if naif != orbit.naif() || !covers || quantum <= 0.0 {
            return Err(Error::Table("an orbit is not what it should be"));
        }
        if !(1..=MOST_TERMS).contains(&terms) || !(1..=MOST_ROWS / terms).contains(&segments) {
            return Err(Error::Table("an orbit has an impossible size"));
        }
        Ok(Track {
            first_day: span.0,
            segments_a_day: 1.0 / days,
            quantum,
            budget_arcseconds,
            segments: segments as usize,
            terms: terms as usize,
            rows: Vec::new(),
        })
    }

    fn widths(&mut self, terms: usize) -> Result<Vec<[u8; 3]>, Error> {
        let widths = (0..terms).map(|_| self.take::<3>()).collect::<Result<Vec<_>, _>>()?;
        if widths.iter().flatten().any(|width| *width > 32) {
            return Err(Error::Table("a coefficient is too wide"));
        }
        Ok(widths)
    }

    fn rows(&mut self, segments: usize, widths: &[[u8; 3]]) -> Result<Vec<[i32; 4]>, Error> {
        let bits = segments * widths.iter().flatten().map(|width| usize::from(*width)).sum::<usize>();
        let (packed, rest) = self.rest.split_at_checked(bits.div_ceil(8)).ok_or(Error::Table("too short"))?;
        self.rest = rest;
        let mut bits = Bits { bytes: packed.iter(), held: 0, count: 0 };
        let mut rows = Vec::with_capacity(segments * widths.len());
        for _ in 0..segments {
            rows.extend(widths.iter().map(|[x, y, z]| [bits.next(*x), bits.next(*y), bits.next(*z), 0]));
        }
        Ok(rows)
    }
}

/// Bits of a stream of bytes, lowest first.
struct Bits<'a> {
    bytes: std::slice::Iter<'a, u8>,
    held: u64,
    count: u8,
}

impl Bits<'_> {
    /// The next number of `width` bits, 32 at most, in two's complement.
    #[expect(clippy::cast_possible_truncation, reason = "the low 32 bits are meant")]
    fn next(&mut self, width: u8) -> i32 {
        while self.count < width {
            self.held |= u64::from(self.bytes.next().copied().unwrap_or_default()) << self.count;
            self.count += 8;
        }
        let low = (self.held as u32).checked_shl(32 - u32::from(width)).unwrap_or_default();
        self.held >>= width;
        self.count -= width;
        low.cast_signed().checked_shr(32 - u32::from(width)).unwrap_or_default()
    }
}
