//! Exact money: integer minor units of an ISO 4217 currency.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency; on the wire its three letters.
pub type Currency = iso_currency::Currency;

/// An amount in minor units (cents, yen, fils): `{"amount_minor": 999, "currency": "USD"}`.
///
/// ```
/// use kernel::{Currency, Money};
/// let price = Money::new(999, Currency::USD);
/// assert_eq!(price.to_string(), "9.99 USD");
/// assert_eq!(Money::new(-500, Currency::JPY).to_string(), "-500 JPY");
/// assert_eq!(price.checked_add(Money::new(1, Currency::USD)), Some(Money::new(1000, Currency::USD)));
/// assert_eq!(price.checked_add(Money::new(1, Currency::EUR)), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// The amount in the currency's smallest unit; negative for what is taken back.
    pub amount_minor: i64,
    /// The currency; amounts of two currencies never add up.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// The sum, or `None` when the currencies differ or the sum leaves 64 bits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self::new(self.amount_minor.checked_add(other.amount_minor)?, self.currency))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = usize::from(self.currency.exponent().unwrap_or(0));
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let text = format!("{:0>width$}", self.amount_minor.unsigned_abs(), width = digits + 1);
        let (whole, part) = text.split_at(text.len() - digits);
        let point = if digits == 0 { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part} {}", self.currency.code())
    }
}
