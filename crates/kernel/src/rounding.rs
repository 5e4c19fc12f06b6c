//! Rounding, by its name. The house rounds money once, half away from zero.

/// `numerator / denominator`, rounded half away from zero; `None` for a zero denominator or a
/// result outside 64 bits.
///
/// ```
/// use kernel::rounding::half_away_from_zero;
/// assert_eq!(half_away_from_zero(9_999, 12), Some(833)); // 833.25
/// assert_eq!(half_away_from_zero(5, 2), Some(3));
/// assert_eq!(half_away_from_zero(-5, 2), Some(-3));
/// assert_eq!(half_away_from_zero(1, 0), None);
/// ```
#[must_use]
pub fn half_away_from_zero(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator == 0 {
        return None;
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let rounded = i128::try_from(n.checked_mul(2)?.checked_add(d)? / d.checked_mul(2)?).ok()?;
    i64::try_from(if negative { -rounded } else { rounded }).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn error_is_at_most_half_and_symmetric(n in -1_000_000_000i128..1_000_000_000, d in 1i128..10_000) {
            let rounded = i128::from(half_away_from_zero(n, d).unwrap());
            prop_assert!((rounded * d - n).abs() * 2 <= d);
            prop_assert_eq!(half_away_from_zero(-n, d).map(i128::from), Some(-rounded));
            prop_assert_eq!(half_away_from_zero(n, -d).map(i128::from), Some(-rounded));
        }
    }
}
