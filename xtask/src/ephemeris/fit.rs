//! Fits one orbit: Chebyshev coefficients of every segment, from values at the Chebyshev nodes, rounded
//! to whole quanta. Terms that round to nothing everywhere are left out.
//!
//! Refuses to know the kernel and the file format: it is given a function of time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of thousands; coefficients are quanta of 31 bits at most"
)]

use std::f64::consts::PI;

/// Nodes in a segment; more than twice the terms that any orbit keeps, so that folding is far below a quantum.
const NODES: usize = 64;
/// The most terms that are looked at.
const MOST_TERMS: usize = 32;

/// Whole quanta: `[segment][term][axis]`, every segment with the same number of terms.
pub(crate) struct Fit {
    /// Days in a segment.
    pub(crate) segment_days: f64,
    /// Astronomical units in one step.
    pub(crate) quantum: f64,
    /// The coefficients.
    pub(crate) segments: Vec<Vec<[i32; 3]>>,
}

/// Fits `orbit` (a Julian day to three coordinates) from `start` to `end` or just past it.
pub(crate) fn fit(
    start: f64,
    end: f64,
    segment_days: f64,
    quantum: f64,
    orbit: impl Fn(f64) -> Result<[f64; 3], String>,
) -> Result<Fit, String> {
    let basis: Vec<f64> = (0..4 * NODES).map(|n| (PI * n as f64 / (2 * NODES) as f64).cos()).collect();
    let count = ((end - start) / segment_days).ceil() as usize;
    let mut segments = Vec::with_capacity(count);
    for number in 0..count {
        let middle = start + segment_days * (number as f64 + 0.5);
        let mut values = Vec::with_capacity(NODES);
        for node in 0..NODES {
            values.push(orbit(middle + 0.5 * segment_days * basis[2 * node + 1])?);
        }
        segments.push(
            (0..MOST_TERMS).map(|term| coefficient(&basis, &values, term, quantum)).collect::<Vec<_>>(),
        );
    }
    let terms =
        segments.iter().filter_map(|s| s.iter().rposition(|c| *c != [0; 3])).max().map_or(1, |n| n + 1);
    for segment in &mut segments {
        segment.truncate(terms);
    }
    Ok(Fit { segment_days, quantum, segments })
}

/// Discrete cosine transform of the node values, in quanta.
fn coefficient(basis: &[f64], values: &[[f64; 3]], term: usize, quantum: f64) -> [i32; 3] {
    let weight = if term == 0 { 1.0 } else { 2.0 } / NODES as f64;
    [0, 1, 2].map(|axis| {
        let sum: f64 = values
            .iter()
            .enumerate()
            .map(|(node, v)| v[axis] * basis[(2 * node + 1) * term % (4 * NODES)])
            .sum();
        (sum * weight / quantum).round() as i32
    })
}
