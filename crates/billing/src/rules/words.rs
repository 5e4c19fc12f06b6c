//! Closed sets of words that look the same in code, on the wire and in a text column.
//!
//! It knows spelling only; what a word means is said where the set is declared.

use thiserror::Error;

/// A text that is none of the words of its set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{word:?} is not a {set}")]
pub struct UnknownWord {
    /// The name of the set, for example `State`.
    pub set: &'static str,
    /// What was read.
    pub word: String,
}

/// Declares an enum of words with `ALL`, `as_str`, `Display`, `FromStr` and serde in one spelling.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word of the set, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word itself.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::rules::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().copied().find(|word| word.as_str() == text);
                found.ok_or_else(|| $crate::rules::UnknownWord { set: stringify!($name), word: text.into() })
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use crate::rules::{Action, Feature, Interval, Meter, Movement, State, UnknownWord};

    fn one_spelling<T>(all: &[T], as_str: fn(T) -> &'static str)
    where
        T: Copy + PartialEq + std::fmt::Debug + serde::Serialize + std::str::FromStr<Err = UnknownWord>,
    {
        for &word in all {
            assert_eq!(as_str(word).parse::<T>(), Ok(word));
            assert_eq!(serde_json::to_value(word).unwrap(), as_str(word));
        }
    }

    #[test]
    fn code_wire_and_column_agree() {
        one_spelling(State::ALL, State::as_str);
        one_spelling(Action::ALL, Action::as_str);
        one_spelling(Interval::ALL, Interval::as_str);
        one_spelling(Meter::ALL, Meter::as_str);
        one_spelling(Feature::ALL, Feature::as_str);
        one_spelling(Movement::ALL, Movement::as_str);
        assert_eq!("Active".parse::<State>().unwrap_err().to_string(), "\"Active\" is not a State");
    }
}
