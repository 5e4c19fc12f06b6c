//! Longitudes on the ecliptic and the arcs between them. Knows the circle; gives it no names.

use crate::Error;

/// A longitude on the ecliptic, in degrees, `[0, 360)`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Longitude(f64);

impl Longitude {
    /// The longitude of any number of degrees, turns taken off.
    ///
    /// # Errors
    /// [`Error::NotAnAngle`] if the number is not finite.
    ///
    /// ```
    /// # use chart::Longitude;
    /// assert_eq!(Longitude::new(-30.0)?.degrees(), 330.0);
    /// # Ok::<(), chart::Error>(())
    /// ```
    pub fn new(degrees: f64) -> Result<Self, Error> {
        if degrees.is_finite() { Ok(Self(turned(degrees))) } else { Err(Error::NotAnAngle(degrees)) }
    }

    /// The longitude so many degrees further on, or back if negative: less an ayanamsa it is the sidereal one.
    ///
    /// # Errors
    /// [`Error::NotAnAngle`] if the number is not finite.
    pub fn shifted_by(self, degrees: f64) -> Result<Self, Error> {
        Self::new(self.0 + degrees)
    }

    /// The longitude that lies as far from this one as `to` lies from `from`, forward.
    pub(crate) fn with_arc_of(self, from: Self, to: Self) -> Self {
        Self(turned(self.0 + from.arc_to(to)))
    }

    /// Degrees, `[0, 360)`.
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.0
    }

    /// Degrees to go forward, in the order of the signs, to reach `other`: `[0, 360)`.
    #[must_use]
    pub fn arc_to(self, other: Self) -> f64 {
        let arc = other.0 - self.0;
        let arc = if arc < 0.0 { arc + 360.0 } else { arc };
        // A turn is nothing: this little short of one, and the sum was rounded.
        if arc < 360.0 { arc } else { 0.0 }
    }

    /// The shorter way to `other`, positive if it is forward: `(-180, 180]`.
    #[must_use]
    pub fn shorter_arc_to(self, other: Self) -> f64 {
        let arc = self.arc_to(other);
        if arc > 180.0 { arc - 360.0 } else { arc }
    }
}

/// `rem_euclid` alone answers 360 for a negative number too small to matter.
fn turned(degrees: f64) -> f64 {
    let rest = degrees.rem_euclid(360.0);
    if rest < 360.0 { rest } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(degrees: f64) -> Longitude {
        Longitude::new(degrees).unwrap()
    }

    #[test]
    fn turns_are_taken_off_and_the_end_of_the_circle_is_its_beginning() {
        for (given, expected) in [(0.0, 0.0), (360.0, 0.0), (-0.5, 359.5), (725.0, 5.0), (-1e-17, 0.0)] {
            assert_eq!(at(given).degrees().to_bits(), f64::to_bits(expected), "{given}");
        }
        for given in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(matches!(Longitude::new(given), Err(Error::NotAnAngle(_))));
        }
    }

    #[test]
    fn arcs_cross_the_beginning_of_the_circle() {
        let cases = [(350.0, 10.0, 20.0, 20.0), (10.0, 350.0, 340.0, -20.0), (0.0, 180.0, 180.0, 180.0)];
        for (from, to, forward, shorter) in cases {
            assert!((at(from).arc_to(at(to)) - forward).abs() < 1e-12);
            assert!((at(from).shorter_arc_to(at(to)) - shorter).abs() < 1e-12);
        }
    }

    #[test]
    fn shifting_goes_round_and_refuses_what_is_no_angle() {
        for (from, by, expected) in [(10.0, -24.0, 346.0), (350.0, 20.5, 10.5), (24.0, -24.0, 0.0)] {
            assert_eq!(at(from).shifted_by(by), Longitude::new(expected));
        }
        assert!(matches!(at(1.0).shifted_by(f64::NAN), Err(Error::NotAnAngle(_))));
    }

    proptest! {
        #[test]
        fn there_and_back_is_a_turn_or_nothing(a in -1e6..1e6_f64, b in -1e6..1e6_f64) {
            let (a, b) = (at(a), at(b));
            let turn = a.arc_to(b) + b.arc_to(a);
            prop_assert!(turn < 1e-9 || (turn - 360.0).abs() < 1e-9);
            let shorter = a.shorter_arc_to(b);
            prop_assert!(-180.0 < shorter && shorter <= 180.0);
        }
    }
}
