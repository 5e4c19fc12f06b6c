//! A number, or why there is none. It knows no metric.

use kernel::{Money, rounding::half_away_from_zero};
use serde::Serialize;
use utoipa::ToSchema;

use super::shape;

/// Why a metric has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The period opened without MRR.
    NoMrrAtStart,
    /// Nobody paid when the period opened.
    NoCustomersAtStart,
    /// Nobody paid when the period closed.
    NoCustomersAtEnd,
    /// No MRR was lost.
    NothingLost,
    /// No customer left.
    NobodyChurned,
    /// Customers were not counted for this report.
    CustomersNotCounted,
    /// It is defined by the month only.
    MonthlyOnly,
    /// No trial of the period has come to its end.
    NoTrialMatured,
    /// It leaves 64 bits.
    TooLarge,
}

/// A quotient of two integers: `{"value": 0.2, "numerator": 2000, "denominator": 10000, "reason": null}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Rate {
    /// The quotient to six decimals, rounded half away from zero.
    pub value: Option<f64>,
    /// What is divided.
    pub numerator: i64,
    /// By what.
    pub denominator: i64,
    /// Why there is no value.
    pub reason: Option<Missing>,
}

/// An amount that may not exist: `{"value": {"amount_minor": 999, "currency": "USD"}, "reason": null}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Amount {
    /// The amount, rounded to the minor unit, half away from zero.
    #[schema(value_type = Option<shape::Money>)]
    pub value: Option<Money>,
    /// Why there is none.
    pub reason: Option<Missing>,
}

impl Rate {
    /// `numerator / denominator`; over zero, no value, and `reason` says why.
    ///
    /// ```
    /// use revenue::rules::{Missing, Rate};
    ///
    /// assert_eq!(Rate::of(1, 3, Missing::NothingLost).value, Some(0.333_333));
    /// let none = Rate::of(5, 0, Missing::NothingLost);
    /// assert_eq!((none.value, none.reason), (None, Some(Missing::NothingLost)));
    /// ```
    #[must_use]
    pub fn of(numerator: i64, denominator: i64, reason: Missing) -> Self {
        let millionths = half_away_from_zero(i128::from(numerator) * 1_000_000, i128::from(denominator));
        #[expect(clippy::cast_precision_loss, reason = "six decimals of a rate fit a double")]
        let value = millionths.map(|millionths| millionths as f64 / 1e6);
        let reason = match (value, denominator) {
            (Some(_), _) => None,
            (None, 0) => Some(reason),
            (None, _) => Some(Missing::TooLarge),
        };
        Self { value, numerator, denominator, reason }
    }

    /// No rate, for `reason`.
    #[must_use]
    pub const fn missing(reason: Missing) -> Self {
        Self { value: None, numerator: 0, denominator: 0, reason: Some(reason) }
    }
}

impl Amount {
    /// An amount that exists.
    #[must_use]
    pub const fn of(value: Money) -> Self {
        Self { value: Some(value), reason: None }
    }

    /// No amount, for `reason`.
    #[must_use]
    pub const fn missing(reason: Missing) -> Self {
        Self { value: None, reason: Some(reason) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_shape_is_fixed() {
        let rate = Rate::of(-1, 8, Missing::NoMrrAtStart);
        assert_eq!(
            serde_json::to_string(&rate).unwrap(),
            r#"{"value":-0.125,"numerator":-1,"denominator":8,"reason":null}"#
        );
        assert_eq!(
            serde_json::to_string(&Rate::of(0, 0, Missing::NoMrrAtStart)).unwrap(),
            r#"{"value":null,"numerator":0,"denominator":0,"reason":"no_mrr_at_start"}"#
        );
        assert_eq!(Rate::of(i64::MAX, 1, Missing::NoMrrAtStart).reason, Some(Missing::TooLarge));
    }
}
