//! Monthly recurring revenue of one subscription: its price brought to a month.
//!
//! It knows nothing of states or customers; whether a subscription counts is said by its state.

use kernel::rounding::half_away_from_zero;

use super::Interval;

/// The highest monthly share of one unit, in minor units: ten thousand million in a currency of cents.
/// Millions of customers at this price still add up in 64 bits.
pub const CEILING_MINOR: i64 = 1_000_000_000_000;

/// Months in one interval as an exact fraction, from a year of 365.25 days: a week is 84/365.25 months.
const fn months(interval: Interval) -> (i128, i128) {
    match interval {
        Interval::Day => (16, 487),   // 12 / 365.25
        Interval::Week => (112, 487), // 84 / 365.25
        Interval::Month => (1, 1),
        Interval::Quarter => (3, 1),
        Interval::HalfYear => (6, 1),
        Interval::Year => (12, 1),
    }
}

/// The monthly share of `price_minor` x `quantity`, in minor units.
///
/// year / 12, half-year / 6, quarter / 3, week x 365.25/84, day x 365.25/12: an exact fraction, rounded
/// once, half away from zero, after the quantity. `None` when the result leaves 64 bits.
///
/// ```
/// use billing::rules::{Interval, mrr::monthly};
///
/// assert_eq!(monthly(200_000, 1, Interval::Year), Some(16_667)); // $2,000 / 12 = $166.67
/// assert_eq!(monthly(9_999, 1, Interval::Year), Some(833)); // 833.25
/// assert_eq!(monthly(9_999, 3, Interval::Year), Some(2_500)); // 2,499.75, not 3 x 833
/// assert_eq!(monthly(1_000, 1, Interval::Week), Some(4_348)); // 4,348.21
/// ```
#[must_use]
pub fn monthly(price_minor: i64, quantity: u32, interval: Interval) -> Option<i64> {
    let (numerator, denominator) = months(interval);
    half_away_from_zero(i128::from(price_minor) * i128::from(quantity) * denominator, numerator)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_interval_as_defined() {
        let table = [
            (Interval::Month, 999, 1, 999),
            (Interval::Month, 999, 7, 6_993),
            (Interval::Quarter, 1_000, 1, 333),  // 333.33
            (Interval::Quarter, 1_001, 1, 334),  // 333.67
            (Interval::HalfYear, 1_000, 1, 167), // 166.67
            (Interval::HalfYear, 3, 1, 1),       // 0.5 goes up
            (Interval::Year, 6, 1, 1),           // 0.5 goes up
            (Interval::Year, 5, 1, 0),
            (Interval::Year, 60_000, 1, 5_000), // 600 / 12 = 50.00
            (Interval::Week, 100, 1, 435),      // 434.82
            (Interval::Day, 100, 1, 3_044),     // 3,043.75
            (Interval::Day, 0, 9, 0),
        ];
        for (interval, price, quantity, expected) in table {
            assert_eq!(monthly(price, quantity, interval), Some(expected), "{interval} {price} x {quantity}");
        }
        assert_eq!(monthly(i64::MAX, 2, Interval::Month), None);
        assert_eq!(monthly(i64::MAX, u32::MAX, Interval::Day), None);
    }

    proptest! {
        /// The definition, in hundredths of a day: |answer x den - price x quantity x num| is at most half.
        #[test]
        fn never_more_than_half_a_minor_unit_off(price in 0i64..1_000_000_000_000, quantity in 1u32..10_000, i in 0usize..6) {
            let interval = Interval::ALL[i];
            let (num, den) = match interval {
                Interval::Day => (36_525, 1_200),
                Interval::Week => (36_525, 8_400),
                Interval::Month => (1, 1),
                Interval::Quarter => (1, 3),
                Interval::HalfYear => (1, 6),
                Interval::Year => (1, 12),
            };
            let exact = i128::from(price) * i128::from(quantity) * num;
            let answer = i128::from(monthly(price, quantity, interval).unwrap());
            prop_assert!((answer * den - exact).abs() * 2 <= den);
        }
    }
}
