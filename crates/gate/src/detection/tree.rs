//! A parsed body: its texts and keys.

use serde_json::Value;
use threat::{Kind, Place};
use web::kinds::Node;

use super::{Look, Looked, Trail};

/// Looks at every key and text of a tree.
pub(super) fn inspect(look: &mut Look<'_>, tree: &Value, node: &Node, at: &Trail<'_>) -> Looked {
    match tree {
        Value::String(text) => look.value(text.as_bytes(), Place::JsonValue, node.text, at),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| inspect(look, item, node.item(), &at.item(index))),
        Value::Object(fields) => fields.iter().try_for_each(|(key, item)| {
            look.value(key.as_bytes(), Place::JsonKey, Kind::Undeclared, at)?;
            inspect(look, item, node.field(key), &at.name(key.as_bytes()))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
