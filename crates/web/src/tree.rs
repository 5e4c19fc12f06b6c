//! Bodies, parsed once into a tree that the gate inspects and the handler reads.
//!
//! Refused while parsing: a key twice in one object, more than 32 levels, more than 10,000 nodes. No
//! second parser sees the bytes, so there is no disagreement to exploit.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Levels of arrays and objects.
pub const DEEPEST: u8 = 32;
/// Values and keys together.
pub const MOST_NODES: u32 = 10_000;

/// Why a body is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not JSON.
    #[error("The body is not JSON: line {line}, column {column}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A key stands twice in one object.
    #[error("A key stands twice in one object of the body")]
    DuplicateKey,
    /// Too many levels.
    #[error("The body has more than 32 levels")]
    TooDeep,
    /// Too many values.
    #[error("The body has more than 10,000 values")]
    TooManyNodes,
}

impl Refusal {
    /// The code that a client sees.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "MALFORMED_JSON",
            Self::DuplicateKey => "DUPLICATE_KEY",
            Self::TooDeep => "BODY_TOO_DEEP",
            Self::TooManyNodes => "BODY_TOO_COMPLEX",
        }
    }
}

/// Parses a whole body.
///
/// # Errors
/// See [`Refusal`].
///
/// ```
/// use web::tree::{Refusal, parse};
/// assert_eq!(parse(br#"{"a":1}"#).unwrap()["a"], 1);
/// assert_eq!(parse(br#"{"a":1,"a":2}"#), Err(Refusal::DuplicateKey));
/// assert_eq!(parse(b"{"), Err(Refusal::Malformed { line: 1, column: 1 }));
/// ```
pub fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    let budget = Budget { nodes: Cell::new(MOST_NODES), refusal: Cell::new(None) };
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let parsed = Node { budget: &budget, levels: DEEPEST }.deserialize(&mut parser);
    parsed.and_then(|tree| parser.end().map(|()| tree)).map_err(|error| {
        let malformed = Refusal::Malformed { line: error.line(), column: error.column() };
        budget.refusal.take().unwrap_or(malformed)
    })
}

struct Budget {
    nodes: Cell<u32>,
    refusal: Cell<Option<Refusal>>,
}

#[derive(Clone, Copy)]
struct Node<'b> {
    budget: &'b Budget,
    levels: u8,
}

impl Node<'_> {
    fn refuse<E: serde::de::Error>(self, refusal: Refusal) -> E {
        self.budget.refusal.set(Some(refusal));
        E::custom("refused")
    }

    fn count<E: serde::de::Error>(self) -> Result<(), E> {
        let left =
            self.budget.nodes.get().checked_sub(1).ok_or_else(|| self.refuse(Refusal::TooManyNodes))?;
        self.budget.nodes.set(left);
        Ok(())
    }

    fn below<E: serde::de::Error>(self) -> Result<Self, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| self.refuse(Refusal::TooDeep))?;
        Ok(Self { levels, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(below)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            self.count()?;
            let value = map.next_value_seed(below)?;
            if object.insert(key, value).is_some() {
                return Err(self.refuse::<A::Error>(Refusal::DuplicateKey));
            }
        }
        if object.contains_key("$serde_json::private::Number") {
            return Err(A::Error::custom("not a key of ours"));
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_refused_says_why() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(deep(32).as_bytes()).is_ok());
        assert_eq!(parse(deep(33).as_bytes()), Err(Refusal::TooDeep));
        assert_eq!(parse(deep(100_000).as_bytes()), Err(Refusal::TooDeep));
        let wide = |n: usize| format!("[{}0]", "0,".repeat(n));
        assert!(parse(wide(9_998).as_bytes()).is_ok());
        assert_eq!(parse(wide(9_999).as_bytes()), Err(Refusal::TooManyNodes));
        assert_eq!(parse(br#"{"a":{"b":1,"b":1}}"#), Err(Refusal::DuplicateKey));
        assert_eq!(parse(br#"{"a":1,"\u0061":1}"#), Err(Refusal::DuplicateKey));
        for malformed in
            ["", "{", "[1,]", "{'a':1}", "nul", "1 2", "NaN", "1e999", "\"\\ud800\"", "\u{feff}{}"]
        {
            assert!(matches!(parse(malformed.as_bytes()), Err(Refusal::Malformed { .. })), "{malformed:?}");
        }
        assert!(matches!(parse(b"\"\xff\""), Err(Refusal::Malformed { .. })));
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn what_is_taken_is_what_was_sent(text in "[ -~]{0,40}", n in any::<i64>(), x in -1e9f64..1e9) {
            let value = serde_json::json!({"text": text, "list": [n, x, null, true], "in": {"": {}}});
            prop_assert_eq!(parse(value.to_string().as_bytes()), Ok(value));
        }
    }
}
