//! Dual numbers: a value together with its rate of change, so that every speed is the exact derivative of the
//! formula that gave the position and no formula is written twice.
//!
//! Refuses to know units; throughout this crate a rate is per day.

use std::ops::{Add, Mul, Neg, Sub};

/// A value and its rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dual {
    /// The value.
    pub(crate) v: f64,
    /// Its rate of change.
    pub(crate) d: f64,
}

impl Dual {
    pub(crate) const fn new(v: f64, d: f64) -> Self {
        Self { v, d }
    }

    pub(crate) fn recip(self) -> Self {
        let v = 1.0 / self.v;
        Self { v, d: -self.d * v * v }
    }

    pub(crate) fn sqrt(self) -> Self {
        let v = self.v.sqrt();
        Self { v, d: 0.5 * self.d / v }
    }

    /// Sine and cosine of an angle in radians.
    pub(crate) fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = self.v.sin_cos();
        (Self { v: sin, d: cos * self.d }, Self { v: cos, d: -sin * self.d })
    }

    /// Angle in radians of the direction with ordinate `self` and abscissa `x`.
    pub(crate) fn atan2(self, x: Self) -> Self {
        let square = x.v * x.v + self.v * self.v;
        Self { v: self.v.atan2(x.v), d: (x.v * self.d - self.v * x.d) / square }
    }

    /// Value of a polynomial, lowest power first, of which `self` is the variable.
    pub(crate) fn polynomial<const N: usize>(self, coefficients: [f64; N]) -> Self {
        coefficients.iter().rev().fold(Self::new(0.0, 0.0), |sum, c| sum * self + *c)
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { v: self.v + other.v, d: self.d + other.d }
    }
}

impl Add<f64> for Dual {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        Self { v: self.v + other, d: self.d }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { v: self.v - other.v, d: self.d - other.d }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self { v: -self.v, d: -self.d }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self { v: self.v * other.v, d: self.d * other.v + self.v * other.d }
    }
}

impl Mul<f64> for Dual {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self { v: self.v * factor, d: self.d * factor }
    }
}

#[cfg(test)]
mod tests {
    use super::Dual;
    use proptest::prelude::*;

    /// A formula that uses every operation.
    fn formula(x: Dual) -> Dual {
        let (sin, cos) = x.polynomial([0.3, 1.1, -0.2]).sin_cos();
        let root = (x * x + 2.0).sqrt();
        (sin * root - cos.recip() + -x).atan2(root * 0.7 + sin)
    }

    proptest! {
        #[test]
        fn rate_is_the_slope_of_the_value(x in -1.0_f64..0.9) {
            let h = 1e-6;
            let slope = (formula(Dual::new(x + h, 0.0)).v - formula(Dual::new(x - h, 0.0)).v) / (2.0 * h);
            let found = formula(Dual::new(x, 1.0)).d;
            prop_assert!((found - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{found} {slope}");
        }
    }
}
