//! Which house a longitude is in, given the cusps. Knows no house system: the cusps say all.

use crate::{Error, Longitude};

/// How far the twelve arcs between cusps may add up to other than a full turn, in degrees.
const CLOSURE: f64 = 1e-6;

/// A house, 1 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct House(u8);

impl House {
    /// Its number, 1 to 12.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

/// The beginnings of the twelve houses, in their order round the circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusps([Longitude; 12]);

impl Cusps {
    /// Cusps of houses 1 to 12, in degrees.
    ///
    /// # Errors
    /// [`Error::NotAnAngle`]; [`Error::CuspsOutOfOrder`] unless each cusp follows the one before and the last
    /// house ends where the first begins.
    pub fn new(degrees: [f64; 12]) -> Result<Self, Error> {
        let mut cusps = [Longitude::new(0.0)?; 12];
        for (cusp, degrees) in cusps.iter_mut().zip(degrees) {
            *cusp = Longitude::new(degrees)?;
        }
        let round: f64 = (0..12).map(|i| cusps[i].arc_to(cusps[(i + 1) % 12])).sum();
        if (round - 360.0).abs() > CLOSURE { Err(Error::CuspsOutOfOrder) } else { Ok(Self(cusps)) }
    }

    /// The cusps of houses 1 to 12.
    #[must_use]
    pub fn longitudes(&self) -> &[Longitude; 12] {
        &self.0
    }

    /// The house that a longitude is in: the last one whose cusp it has reached.
    ///
    /// ```
    /// # use chart::{Cusps, Longitude};
    /// // Whole signs from Aquarius: the second house is Pisces, the third begins at 0°.
    /// let cusps = Cusps::new(std::array::from_fn(|i| 300.0 + 30.0 * i as f64))?;
    /// assert_eq!(cusps.house_of(Longitude::new(359.0)?).number(), 2);
    /// assert_eq!(cusps.house_of(Longitude::new(0.0)?).number(), 3);
    /// # Ok::<(), chart::Error>(())
    /// ```
    #[must_use]
    pub fn house_of(&self, longitude: Longitude) -> House {
        let first = self.0[0];
        let reached = |cusp: &&Longitude| first.arc_to(**cusp) <= first.arc_to(longitude);
        #[expect(clippy::cast_possible_truncation, reason = "from 1 to 12")]
        House(self.0.iter().take_while(reached).count() as u8)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Made up: houses of different width, the sixth across the beginning of the circle.
    const UNEQUAL: [f64; 12] =
        [192.4, 217.9, 248.3, 284.2, 320.6, 351.0, 12.4, 37.9, 68.3, 104.2, 140.6, 171.0];

    fn house(cusps: [f64; 12], degrees: f64) -> u8 {
        Cusps::new(cusps).unwrap().house_of(Longitude::new(degrees).unwrap()).number()
    }

    #[test]
    fn a_house_includes_its_cusp_and_not_the_next() {
        for (number, cusp) in (1..).zip(UNEQUAL) {
            assert_eq!(house(UNEQUAL, cusp), number);
            assert_eq!(house(UNEQUAL, cusp + 1e-9), number);
            assert_eq!(house(UNEQUAL, cusp - 1e-9), if number == 1 { 12 } else { number - 1 });
        }
    }

    #[test]
    fn the_house_that_spans_the_beginning_of_the_circle_is_one_house() {
        for degrees in [351.0, 359.999, 0.0, 360.0, 12.3] {
            assert_eq!(house(UNEQUAL, degrees), 6);
        }
    }

    #[test]
    fn cusps_out_of_order_are_refused() {
        let mut swapped = UNEQUAL;
        swapped.swap(3, 4);
        let mut backwards = UNEQUAL;
        backwards.reverse();
        for cusps in [swapped, backwards, [10.0; 12]] {
            assert_eq!(Cusps::new(cusps), Err(Error::CuspsOutOfOrder));
        }
        let mut broken = UNEQUAL;
        broken[7] = f64::NAN;
        assert!(matches!(Cusps::new(broken), Err(Error::NotAnAngle(_))));
    }

    proptest! {
        #[test]
        fn houses_turn_with_the_circle(degrees in 0.0..360.0_f64, turn in -720.0..720.0_f64) {
            prop_assume!(UNEQUAL.iter().all(|cusp| (cusp - degrees).abs() > 1e-9));
            let turned = UNEQUAL.map(|cusp| cusp + turn);
            prop_assert_eq!(house(turned, degrees + turn), house(UNEQUAL, degrees));
        }

        #[test]
        fn the_house_is_the_one_whose_cusps_embrace_the_point(
            degrees in 0.0..360.0_f64,
            widths in proptest::collection::vec(1.0..60.0_f64, 12),
            start in 0.0..360.0_f64,
        ) {
            let total: f64 = widths.iter().sum();
            let mut cusps = [start; 12];
            for i in 1..12 {
                cusps[i] = cusps[i - 1] + widths[i - 1] / total * 360.0;
            }
            let number = usize::from(house(cusps, degrees));
            let (from, to) = (cusps[number - 1], if number == 12 { start + 360.0 } else { cusps[number] });
            let inside = [degrees, degrees + 360.0].iter().any(|d| from - 1e-9 <= *d && *d < to + 1e-9);
            prop_assert!(inside, "{degrees} in house {number}, {from} to {to}");
        }
    }
}
