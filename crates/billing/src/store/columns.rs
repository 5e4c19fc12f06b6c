//! How values of the rules stand in columns, and back. A column that cannot be read back is refused by its
//! shape, never guessed.

use std::{fmt::Display, num::NonZeroU32, str::FromStr};

use data::{Error, Result};
use jiff::Timestamp;
use kernel::{Currency, Money};
use serde::de::Error as _;

use crate::rules::{Terms, UnknownWord};

/// A moment that may be missing, from its column.
pub(super) type Moment = Option<jiff_sqlx::Timestamp>;

/// The four columns of what is paid; all of them, or none.
#[derive(Default)]
pub(super) struct TermsColumns {
    pub(super) interval: Option<String>,
    pub(super) price_minor: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) quantity: Option<i64>,
}

/// A stored value is not what the code expects.
pub(crate) fn shape(why: impl Display) -> Error {
    Error::Shape(serde_json::Error::custom(why))
}

pub(super) fn word<T: FromStr<Err = UnknownWord>>(text: &str) -> Result<T> {
    text.parse().map_err(shape)
}

pub(super) fn count(number: impl TryInto<u32>) -> Result<u32> {
    number.try_into().map_err(|_| shape("a count outside 32 bits"))
}

pub(super) fn moment(column: Moment) -> Option<Timestamp> {
    column.map(jiff_sqlx::Timestamp::to_jiff)
}

/// A version or sequence number for its column of 31 bits.
pub(super) fn ordinal(number: u32) -> Result<i32> {
    i32::try_from(number).map_err(shape)
}

impl TermsColumns {
    pub(super) fn write(terms: Option<&Terms>) -> Self {
        terms.map_or_else(Self::default, |terms| Self {
            interval: Some(terms.interval.as_str().to_owned()),
            price_minor: Some(terms.price.amount_minor),
            currency: Some(terms.price.currency.code().to_owned()),
            quantity: Some(i64::from(terms.quantity.get())),
        })
    }

    pub(super) fn read(self) -> Result<Option<Terms>> {
        let Self { interval, price_minor, currency, quantity } = self;
        let (interval, amount, currency, quantity) = match (interval, price_minor, currency, quantity) {
            (None, None, None, None) => return Ok(None),
            (Some(interval), Some(amount), Some(currency), Some(quantity)) => {
                (interval, amount, currency, quantity)
            }
            _ => return Err(shape("terms with a part missing")),
        };
        let currency = Currency::from_code(&currency).ok_or_else(|| shape("an unknown currency"))?;
        let quantity = NonZeroU32::new(count(quantity)?).ok_or_else(|| shape("a quantity of nothing"))?;
        Ok(Some(Terms { interval: word(&interval)?, price: Money::new(amount, currency), quantity }))
    }
}
