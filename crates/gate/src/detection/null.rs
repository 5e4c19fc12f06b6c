//! The null character, which no text column can hold and no honest client sends: told apart from threats, because the
//! client can mend it.

use std::{borrow::Cow, fmt::Write as _};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::Reason;

/// Looks at the decoded query and the parsed body.
pub(super) fn decide(query: Option<&str>, body: Option<&Value>) -> Result<(), Reason> {
    let query = query.map_or(Cow::Borrowed(&[][..]), |query| percent_decode_str(query).into());
    if query.contains(&0) {
        return Err(Reason::NullByte { path: "query".to_owned() });
    }
    match body.and_then(|tree| null_character(tree, &mut String::new())) {
        Some(path) => Err(Reason::NullByte { path }),
        None => Ok(()),
    }
}

/// The path of the first text or key with a null character.
fn null_character(value: &Value, path: &mut String) -> Option<String> {
    let length = path.len();
    let found = match value {
        Value::String(text) => text.contains('\0').then(|| path.clone()),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| {
            path.truncate(length);
            let _ = write!(path, "[{at}]");
            null_character(item, path)
        }),
        Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            path.truncate(length);
            if length > 0 {
                path.push('.');
            }
            path.push_str(key);
            if key.contains('\0') { Some(path.replace('\0', "?")) } else { null_character(item, path) }
        }),
        _ => None,
    };
    path.truncate(length);
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_null_character_is_found_wherever_it_hides() {
        let path = |tree: Value| match decide(None, Some(&tree)) {
            Err(Reason::NullByte { path }) => Some(path),
            _ => None,
        };
        assert_eq!(path(json!({"a": [1, {"b": "x\0"}]})).as_deref(), Some("a[1].b"));
        assert_eq!(path(json!({"a\0": 1})).as_deref(), Some("a?"));
        assert_eq!(path(json!({"a": "fine", "b": [null, 1.5, true]})), None);
        assert!(decide(Some("q=%00"), None).is_err());
        assert!(decide(Some("q=%20"), None).is_ok());
    }
}
