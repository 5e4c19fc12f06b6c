//! Vectors of three: plain ones for orbits, dual ones (each coordinate with its rate) for what is seen.
//!
//! Refuses to know frames: the caller keeps apart what may not be added.

use crate::dual::Dual;

/// Three coordinates.
pub(crate) type Vector = [f64; 3];
/// Three coordinates, each with its rate of change.
pub(crate) type DualVector = [Dual; 3];

/// Three values, one an axis.
#[inline]
pub(crate) fn axes<T>(value: impl Fn(usize) -> T) -> [T; 3] {
    [value(0), value(1), value(2)]
}

pub(crate) fn dot(a: &Vector, b: &Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// `a + b * factor`.
pub(crate) fn plus(a: &Vector, b: &Vector, factor: f64) -> Vector {
    axes(|n| a[n] + b[n] * factor)
}

pub(crate) fn cross(a: &Vector, b: &Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(crate) fn with_rates(at: &Vector, rate: &Vector) -> DualVector {
    axes(|n| Dual::new(at[n], rate[n]))
}

pub(crate) fn dual_dot(a: &DualVector, b: &DualVector) -> Dual {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn dual_cross(a: &DualVector, b: &DualVector) -> DualVector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(crate) fn dual_scale(a: &DualVector, factor: Dual) -> DualVector {
    axes(|n| a[n] * factor)
}

/// The direction of a vector and its length.
pub(crate) fn unit(a: &DualVector) -> (DualVector, Dual) {
    let length = dual_dot(a, a).sqrt();
    (dual_scale(a, length.recip()), length)
}
