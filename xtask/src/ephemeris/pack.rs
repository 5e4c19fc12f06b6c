//! Writes the packed form of the table, as `ephemeris::table` describes it.
//!
//! Refuses to know how the coefficients were found.

#![expect(clippy::cast_possible_truncation, reason = "sizes of thousands; the low bits are meant")]

use super::fit::Fit;
use ::ephemeris::table::{MAGIC, Orbit, VERSION, checksum};

/// One orbit to be packed.
pub(crate) struct Track {
    /// Which one.
    pub(crate) orbit: Orbit,
    /// Largest geocentric error it was fitted for.
    pub(crate) budget_arcseconds: f64,
    /// Its coefficients.
    pub(crate) fit: Fit,
}

/// The bytes of a table of `tracks` in the order of [`Orbit::ALL`].
pub(crate) fn pack(kernel_sha256: &[u8; 32], span: (f64, f64), tracks: &[Track]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend((tracks.len() as u32).to_le_bytes());
    out.extend(kernel_sha256);
    out.extend(span.0.to_le_bytes());
    out.extend(span.1.to_le_bytes());
    for Track { orbit, budget_arcseconds, fit } in tracks {
        let (body, center) = orbit.naif();
        out.extend(body.to_le_bytes());
        out.extend(center.to_le_bytes());
        for real in [fit.segment_days, fit.quantum, *budget_arcseconds] {
            out.extend(real.to_le_bytes());
        }
        out.extend((fit.segments.len() as u32).to_le_bytes());
        out.extend((fit.segments[0].len() as u32).to_le_bytes());
    }
    let widths: Vec<_> = tracks.iter().map(|track| widths(&track.fit)).collect();
    out.extend(widths.iter().flatten().flatten());
    for (track, widths) in tracks.iter().zip(&widths) {
        pack_bits(&mut out, &track.fit, widths);
    }
    let sum = checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

/// Bits that hold every segment's coefficient of a term and axis in two's complement; none if all are nought.
fn widths(fit: &Fit) -> Vec<[u8; 3]> {
    let width = |term: usize, axis: usize| {
        let needed = |c: i32| if c == 0 { 0 } else { 33 - (c ^ (c >> 31)).leading_zeros() as u8 };
        fit.segments.iter().map(|segment| needed(segment[term][axis])).max().unwrap_or(0)
    };
    (0..fit.segments[0].len()).map(|term| [0, 1, 2].map(|axis| width(term, axis))).collect()
}

fn pack_bits(out: &mut Vec<u8>, fit: &Fit, widths: &[[u8; 3]]) {
    let (mut held, mut count) = (0_u64, 0_u8);
    for (coefficients, widths) in fit.segments.iter().flat_map(|segment| segment.iter().zip(widths)) {
        for (coefficient, width) in coefficients.iter().zip(widths) {
            let mask = (1_u64 << width) - 1;
            held |= (u64::from(coefficient.cast_unsigned()) & mask) << count;
            count += width;
            while count >= 8 {
                out.push(held as u8);
                held >>= 8;
                count -= 8;
            }
        }
    }
    if count > 0 {
        out.push(held as u8);
    }
}
