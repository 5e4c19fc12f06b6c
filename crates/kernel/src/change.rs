//! What a change says of one field: nothing, that it goes, or what it becomes. Knows no field.

use serde::{Deserialize, Deserializer};

/// The change of one field. In JSON an absent field is kept (mark it `serde(default)`) and null clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It goes, or returns to its default.
    Clear,
    /// It becomes this.
    To(T),
}

impl<T> Change<T> {
    /// The change of what `T` is stored as.
    pub fn map<U>(self, store: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::To(new) => Change::To(store(new)),
        }
    }

    /// What becomes of `old`.
    pub fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::To(new) => Some(new),
        }
    }
}

impl<T> From<Option<T>> for Change<T> {
    fn from(given: Option<T>) -> Self {
        given.map_or(Self::Clear, Self::To)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        field: Change<u8>,
    }

    #[test]
    fn absent_null_and_given() {
        for (json, change, after) in [
            ("{}", Change::Keep, Some(1)),
            (r#"{"field":null}"#, Change::Clear, None),
            (r#"{"field":2}"#, Change::To(2), Some(2)),
        ] {
            let body: Body = serde_json::from_str(json).unwrap();
            assert_eq!(body.field, change, "{json}");
            assert_eq!(body.field.over(Some(1)), after, "{json}");
        }
        assert!(serde_json::from_str::<Body>(r#"{"field":"x"}"#).is_err());
    }
}
