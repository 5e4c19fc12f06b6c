//! JSON inside of a value: its texts and keys are values of their own, and its quotes close nothing. Refuses anything that is
//! not JSON from end to end.

use crate::bytes::is_space;

/// Levels of brackets that are followed.
const DEEPEST: usize = 64;

/// A text in the JSON, without its quotes, and whether it is a key.
pub(crate) type Text<'v> = (&'v [u8], bool);

/// The texts of a value that is one or more JSON documents with an object or array around them, or nothing.
pub(crate) fn texts(value: &[u8]) -> Option<Vec<Text<'_>>> {
    let first = value.iter().find(|byte| !is_space(**byte))?;
    if !matches!(first, b'{' | b'[') {
        return None;
    }
    let mut texts = Vec::new();
    let mut stack = Vec::new();
    let mut at = 0;
    let mut pending: Option<usize> = None;
    while let Some(byte) = value.get(at) {
        match byte {
            b'{' | b'[' if stack.len() < DEEPEST => stack.push(*byte),
            b'}' if stack.pop() != Some(b'{') => return None,
            b']' if stack.pop() != Some(b'[') => return None,
            b'}' | b']' => pending = None,
            b'"' if !stack.is_empty() => {
                let end = string_end(value, at + 1)?;
                pending = Some(texts.len());
                texts.push((&value[at + 1..end], false));
                at = end;
            }
            b':' if stack.last() == Some(&b'{') => texts.get_mut(pending.take()?)?.1 = true,
            b',' if !stack.is_empty() => pending = None,
            byte if is_space(*byte) => {}
            byte if !stack.is_empty() && (byte.is_ascii_digit() || b"-+.eEtrufalsn".contains(byte)) => {}
            _ => return None,
        }
        at += 1;
    }
    (stack.is_empty() && !texts.is_empty()).then_some(texts)
}

fn string_end(value: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match value.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at),
            byte if *byte < b' ' => return None,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json_and_what_is_not() {
        let found = texts(br#"{"a": ["b\"", 1.5e3, null], "c": {}}"#).unwrap();
        assert_eq!(found, [(&b"a"[..], true), (&b"b\\\""[..], false), (&b"c"[..], true)]);
        assert_eq!(texts(b"{\"a\":\"b\"}\n{\"c\":1}").unwrap().len(), 3);
        for value in [
            "{{4*4}}",
            "{$gt: ''}",
            "[1]",
            "a",
            "{\"a\":1} or 1=1",
            "{\"a\"",
            "{\"a\":1}]",
            "a:1:{s:1:\"b\";}",
        ] {
            assert_eq!(texts(value.as_bytes()), None, "{value}");
        }
    }
}
