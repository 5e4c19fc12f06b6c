//! The body of a request, as the type that the handler asked for.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use bytes::Bytes;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, FieldError, fields::Email, strict::Strict};

/// A body that the gate has read, parsed and inspected.
#[derive(Clone, Debug)]
pub struct ParsedBody {
    /// The tree.
    pub tree: Arc<Value>,
    /// The bytes as they came, for signatures.
    pub raw: Bytes,
}

impl ParsedBody {
    /// Whose account a body is about: the field `email`, in the one way to write it.
    #[must_use]
    pub fn email(&self) -> Option<Email> {
        Email::parse(self.tree.get("email")?.as_str()?)
    }
}

/// The body of a request as `T`. It comes from the parsed tree, so it may stand before the unit among
/// a handler's parameters: a bad body never costs a connection.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Body<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(body) = parts.extensions.get::<ParsedBody>() else {
            return Err(Error::internal("a handler asks for a body that its route does not declare"));
        };
        read(body.tree.as_ref()).map(Self)
    }
}

/// A tree as `T`, or 422 that names the field.
pub(crate) fn read<T: DeserializeOwned>(tree: &Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(Strict(tree)).map_err(|error| {
        let path = error.path().to_string();
        Error::fields(&[field_error(if path == "." { "" } else { &path }, &error.inner().to_string())])
    })
}

/// Sorts serde's sentence into a code; a missing or unknown field's name is in the sentence.
pub(crate) fn field_error(path: &str, message: &str) -> FieldError {
    let named = message.split('`').nth(1).unwrap_or_default();
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if message.starts_with("missing field") {
        FieldError::new(join(named), "REQUIRED", "This field is required")
    } else if message.starts_with("unknown field") {
        let path = if path.ends_with(named) { path.to_owned() } else { join(named) };
        FieldError::new(path, "UNKNOWN_FIELD", "There is no such field")
    } else if message.starts_with("invalid type") {
        let expected = message.rsplit_once("expected ").map_or("another type", |(_, expected)| expected);
        FieldError::new(path, "WRONG_TYPE", format!("Expected {}", in_json(expected)))
    } else if message.starts_with("unknown variant") {
        let choices = message.rsplit_once("expected ").map_or("another value", |(_, choices)| choices);
        FieldError::new(path, "UNKNOWN_VALUE", format!("Expected {}", choices.replace('`', "")))
    } else {
        FieldError::new(path, "INVALID", message)
    }
}

/// A type of ours in the words of JSON.
fn in_json(expected: &str) -> &str {
    match expected.split_whitespace().next().unwrap_or_default() {
        "f32" | "f64" => "a number",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "struct" | "map" => "an object",
        "sequence" => "a list",
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by serde only")]
    struct Inner {
        count: u8,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Natal,
    }

    #[test]
    fn every_mistake_names_its_field() {
        let cases = [
            (json!({}), "inner", "REQUIRED"),
            (json!({"inner": {}}), "inner.count", "REQUIRED"),
            (json!({"inner": {"count": 1, "x": 1}}), "inner.x", "UNKNOWN_FIELD"),
            (json!({"inner": {"count": 1}, "y": 1}), "y", "UNKNOWN_FIELD"),
            (json!({"inner": {"count": "1"}}), "inner.count", "WRONG_TYPE"),
            (json!({"inner": {"count": 300}}), "inner.count", "INVALID"),
            (json!({"inner": {"count": 1, "kind": "solar"}}), "inner.kind", "UNKNOWN_VALUE"),
            (json!([]), "", "WRONG_TYPE"),
            (json!("x"), "", "WRONG_TYPE"),
            (json!({"inner": [1]}), "inner", "WRONG_TYPE"),
            (json!({"inner": {"count": 1, "kind": 3}}), "inner.kind", "WRONG_TYPE"),
            (json!({"inner": {"count": null}}), "inner.count", "WRONG_TYPE"),
        ];
        for (body, path, code) in cases {
            let error = read::<Outer>(&body).unwrap_err();
            let field = &error.details.as_ref().unwrap()["fields"][0];
            assert_eq!((field["path"].as_str(), field["code"].as_str()), (Some(path), Some(code)), "{body}");
            assert_eq!(error.status.as_u16(), 422);
        }
        let error = read::<Outer>(&json!({"inner": {"count": "1"}})).unwrap_err();
        assert_eq!(error.details.unwrap()["fields"][0]["message"], "Expected a whole number");
        assert!(matches!(
            read::<Outer>(&json!({"inner": {"count": 1, "kind": "natal"}})).unwrap().inner.kind,
            Some(Kind::Natal)
        ));
    }
}
