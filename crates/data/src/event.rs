//! What happened in the product, told to whoever counts such things: sign-ups, charts made, pages viewed.
//!
//! An event is about somebody's use of the product and says nothing of the person: whom it is about is an id, and its
//! properties are words of the code, numbers and flags. A text that somebody wrote is not a word:
//!
//! ```compile_fail
//! # use data::Event;
//! let written = String::from("ex-wife");
//! Event::new("chart_created").with("tag", written.as_str());
//! ```
//!
//! It knows neither which events there are nor who reads them.

use std::collections::BTreeMap;

use kernel::UserId;
use serde::Serialize;

/// One event, collected by [`crate::Unit::emit`] and written by the commit of the change that it tells of.
///
/// ```
/// # use data::Event;
/// let user = kernel::UserId::from(uuid::Uuid::from_u128(7));
/// Event::new("chart_created").of(user).with("kind", "natal").with("time_known", true).with("tags", 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub(crate) name: &'static str,
    pub(crate) subject: Option<UserId>,
    pub(crate) properties: BTreeMap<&'static str, Property>,
}

/// What a property can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Property {
    /// A word of the code: up to 63 of `a-z 0-9 _`, a letter first. The database takes no other text.
    Word(&'static str),
    /// A number.
    Number(i64),
    /// Whether something is so.
    Flag(bool),
}

impl Event {
    /// An event of this name, such as `chart_created`, about nobody yet.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, subject: None, properties: BTreeMap::new() }
    }

    /// Says whose use of the product it is.
    #[must_use]
    pub fn of(self, user: UserId) -> Self {
        Self { subject: Some(user), ..self }
    }

    /// Adds a property, or replaces it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Property>) -> Self {
        self.properties.insert(name, value.into());
        self
    }
}

impl From<&'static str> for Property {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<i64> for Property {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Property {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
