//! Reads a JPL planetary kernel: the DAF container and its SPK segments of type 2 (Chebyshev positions),
//! as laid down in NAIF's "DAF Required Reading" and "SPK Required Reading".
//!
//! Refuses to know what the positions are for; other segment types and big-endian files are errors.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts and file offsets, kept as reals by the format, far under 2^31"
)]

use sha2::{Digest, Sha256};
use std::{fs, path::Path};

/// Kilometres in one astronomical unit (IAU 2012 resolution B2).
pub(crate) const KM_PER_AU: f64 = 149_597_870.7;
const RECORD_BYTES: usize = 1024;
const SECONDS_PER_DAY: f64 = 86_400.0;
const J2000: f64 = 2_451_545.0;

/// A kernel in memory, with its checksum.
pub(crate) struct Kernel {
    bytes: Vec<u8>,
    segments: Vec<Segment>,
    /// SHA-256 of the whole file.
    pub(crate) sha256: [u8; 32],
}

/// One target about one centre: records of equal length, each with its Chebyshev coefficients.
struct Segment {
    target: i32,
    center: i32,
    first_word: usize,
    start_seconds: f64,
    record_seconds: f64,
    record_words: usize,
    records: usize,
}

impl Kernel {
    /// Reads and indexes the file at `path`.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let sha256 = Sha256::digest(&bytes).into();
        let mut kernel = Self { bytes, segments: Vec::new(), sha256 };
        kernel.index()?;
        Ok(kernel)
    }

    /// Position of `target` about `center` (NAIF numbers) in astronomical units, axes of the ICRF, at a
    /// Julian day in barycentric dynamical time.
    pub(crate) fn position(&self, target: i32, center: i32, jd: f64) -> Result<[f64; 3], String> {
        let segment = self
            .segments
            .iter()
            .find(|s| s.target == target && s.center == center)
            .ok_or_else(|| format!("the kernel has no segment for {target} about {center}"))?;
        let elapsed = (jd - J2000) * SECONDS_PER_DAY - segment.start_seconds;
        let number = (elapsed / segment.record_seconds).floor();
        if number < 0.0 || elapsed > segment.record_seconds * segment.records as f64 {
            return Err(format!("the kernel does not reach Julian day {jd}"));
        }
        let number = (number as usize).min(segment.records - 1);
        let record = segment.first_word + number * segment.record_words;
        let x = 2.0 * (elapsed / segment.record_seconds - number as f64) - 1.0;
        let terms = (segment.record_words - 2) / 3;
        Ok([0, 1, 2].map(|axis| self.clenshaw(record + 2 + axis * terms, terms, x) / KM_PER_AU))
    }

    fn clenshaw(&self, first: usize, terms: usize, x: f64) -> f64 {
        let (mut next, mut after) = (0.0, 0.0);
        for k in (1..terms).rev() {
            (next, after) = (self.double(first + k) + 2.0 * x * next - after, next);
        }
        self.double(first) + x * next - after
    }

    fn index(&mut self) -> Result<(), String> {
        if !self.bytes.starts_with(b"DAF/SPK ") || self.bytes.get(88..96) != Some(b"LTL-IEEE".as_slice()) {
            return Err("not a little-endian DAF/SPK file".into());
        }
        let mut record = self.integer(76);
        while record != 0 {
            let base = (record as usize - 1) * RECORD_BYTES;
            if base + RECORD_BYTES > self.bytes.len() {
                return Err("a summary record lies outside the file".into());
            }
            for entry in 0..self.double(base / 8 + 2) as usize {
                let segment = self.segment(base + 24 + entry * 40)?;
                self.segments.push(segment);
            }
            record = self.double(base / 8) as i32;
        }
        Ok(())
    }

    fn segment(&self, summary: usize) -> Result<Segment, String> {
        let [target, center, _frame, kind, first, last] =
            [0, 4, 8, 12, 16, 20].map(|n| self.integer(summary + 16 + n));
        if kind != 2 {
            return Err(format!("segment for {target} about {center} has type {kind}, not 2"));
        }
        let end = last as usize;
        if end * 8 > self.bytes.len() || end < 4 || first < 1 {
            return Err(format!("the segment for {target} about {center} lies outside the file"));
        }
        Ok(Segment {
            target,
            center,
            first_word: first as usize - 1,
            start_seconds: self.double(end - 4),
            record_seconds: self.double(end - 3),
            record_words: self.double(end - 2) as usize,
            records: self.double(end - 1) as usize,
        })
    }

    fn double(&self, word: usize) -> f64 {
        let mut raw = [0; 8];
        raw.copy_from_slice(&self.bytes[word * 8..word * 8 + 8]);
        f64::from_le_bytes(raw)
    }

    fn integer(&self, at: usize) -> i32 {
        let mut raw = [0; 4];
        raw.copy_from_slice(&self.bytes[at..at + 4]);
        i32::from_le_bytes(raw)
    }
}
