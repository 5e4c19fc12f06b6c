//! The query of a request, as the type that the handler asked for.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use http::request::Parts;
use percent_encoding::percent_decode;
use serde::de::{DeserializeOwned, IntoDeserializer, value::StringDeserializer};

use crate::{Error, FieldError, body::field_error};

/// The query of a request as `T`; a parameter twice or one that `T` does not know is refused.
#[derive(Clone, Copy, Debug)]
pub struct QueryOf<T>(pub T);

/// The query as the gate cleaned it, where it had something to clean; the address itself stays as it came.
#[derive(Clone, Debug)]
pub struct CleanQuery(pub String);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let clean = parts.extensions.get::<CleanQuery>().map(|query| query.0.as_str());
        read(clean.or(parts.uri.query()).unwrap_or_default()).map(Self)
    }
}

/// The pairs of a query or form, decoded once: plus signs are spaces, then percent signs. What is no UTF-8 stays as it
/// came; a handler receives it with the odd bytes replaced.
pub fn pairs(text: &[u8]) -> impl Iterator<Item = (Cow<'_, [u8]>, Cow<'_, [u8]>)> {
    text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = memchr::memchr(b'=', pair).unwrap_or(pair.len());
        (decoded(&pair[..at]), decoded(pair.get(at + 1..).unwrap_or_default()))
    })
}

fn decoded(part: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'+', b'%', part).is_none() {
        return Cow::Borrowed(part);
    }
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    let text = |bytes: Cow<'_, [u8]>| String::from_utf8_lossy(&bytes).into_owned();
    let pairs: Vec<(String, Text)> =
        pairs(query.as_bytes()).map(|(name, value)| (text(name), Text(text(value)))).collect();
    for (at, (name, _)) in pairs.iter().enumerate() {
        if pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            return Err(Error::fields(&[FieldError::new(name, "DUPLICATE", "This parameter stands twice")]));
        }
    }
    let map = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(pairs.into_iter());
    serde_path_to_error::deserialize(map).map_err(|error| {
        let path = error.path().to_string();
        Error::fields(&[field_error(if path == "." { "" } else { &path }, &error.inner().to_string())])
    })
}

/// A text that becomes whatever plain value is asked for.
struct Text(String);

impl IntoDeserializer<'_, serde::de::value::Error> for Text {
    type Deserializer = TextDeserializer;
    fn into_deserializer(self) -> TextDeserializer {
        TextDeserializer(self.0)
    }
}

struct TextDeserializer(String);

macro_rules! parsed {
    ($($method:ident $visit:ident $kind:ty, $name:literal;)*) => {$(
        fn $method<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0.parse::<$kind>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(serde::de::Error::custom(concat!("Expected ", $name))),
            }
        }
    )*};
}

impl<'de> serde::Deserializer<'de> for TextDeserializer {
    type Error = serde::de::value::Error;

    parsed! {
        deserialize_bool visit_bool bool, "true or false";
        deserialize_u8 visit_u8 u8, "a whole number up to 255";
        deserialize_u16 visit_u16 u16, "a whole number up to 65535";
        deserialize_u32 visit_u32 u32, "a whole number";
        deserialize_u64 visit_u64 u64, "a whole number";
        deserialize_i16 visit_i16 i16, "a whole number";
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: serde::de::Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        StringDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i128 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Query {
        limit: Option<u16>,
        q: Option<String>,
    }

    proptest! {
        /// The URL standard's own reader agrees.
        #[test]
        fn pairs_are_what_the_standard_says(text in "[a-z&=+%0-9A-F\u{e9} ]{0,40}") {
            let ours: Vec<(String, String)> = pairs(text.as_bytes())
                .map(|(name, value)| {
                    (String::from_utf8_lossy(&name).into_owned(), String::from_utf8_lossy(&value).into_owned())
                })
                .collect();
            let theirs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn plain_values_are_read_and_mistakes_named() {
        assert_eq!(
            read::<Query>("limit=5&q=a%20b+c").unwrap(),
            Query { limit: Some(5), q: Some("a b c".into()) }
        );
        assert_eq!(read::<Query>("").unwrap(), Query { limit: None, q: None });
        for (query, path, code) in
            [("limit=x", "limit", "INVALID"), ("z=1", "z", "UNKNOWN_FIELD"), ("q=1&q=2", "q", "DUPLICATE")]
        {
            let error = read::<Query>(query).unwrap_err();
            let field = &error.details.as_ref().unwrap()["fields"][0];
            assert_eq!((field["path"].as_str(), field["code"].as_str()), (Some(path), Some(code)), "{query}");
        }
    }
}
