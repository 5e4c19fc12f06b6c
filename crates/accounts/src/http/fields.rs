//! Fields of bodies whose type says nothing about JSON.

use kernel::{Change, locale::Country};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de::Error};

use crate::rules::password::LONGEST;

/// A password on its way in. It shows nowhere.
#[derive(Debug)]
pub(super) struct Password(pub(super) SecretString);

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = SecretString::from(String::deserialize(deserializer)?);
        if text.expose_secret().len() > LONGEST {
            return Err(D::Error::custom(format_args!("A password has up to {LONGEST} bytes")));
        }
        Ok(Self(text))
    }
}

/// A country, or none.
pub(super) fn country<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Country>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let wrong = || D::Error::custom("Two letters of ISO 3166-1, such as NL");
    text.map(|text| Country::parse(&text).ok_or_else(wrong)).transpose()
}

/// A country in a change: null clears it.
pub(super) fn country_change<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Change<Country>, D::Error> {
    country(deserializer).map(Change::from)
}
