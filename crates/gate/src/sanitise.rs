//! Accepted text in one form, by the kind of its field, before anybody reads it: composed (NFC), trimmed, without control
//! characters and without what hides or turns the line round. Refuses to judge: what is dangerous is looked for afterwards, in
//! the text as it is then, so that taking something away can put no attack together.
//!
//! 1. Opaque fields (passwords, tokens, cursors) are left as they came, to the byte.
//! 2. Programs keep their composition and their margins.
//! 3. Text of several lines keeps line ends and tabs; a field of one line gets a space for them.
//! 4. The two joiners stay between characters beyond ASCII, where Persian, Hindi and emoji need them; between ASCII letters
//!    they could only hide.

use std::borrow::Cow;

use kernel::text::is_odd;
use serde_json::Value;
use threat::Kind;
use unicode_normalization::UnicodeNormalization;
use web::{
    kinds::{Kinds, Node},
    query::pairs,
};

/// Every text of a tree, in place. Keys stay: what is no key of ours is refused by its reader.
pub(crate) fn tree(value: &mut Value, node: &Node) {
    match value {
        Value::String(held) => {
            if let Cow::Owned(clean) = text(held, node.text) {
                *held = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| tree(item, node.item())),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, item)| tree(item, node.field(key))),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A query whose values are clean, or nothing if they are so already.
pub(crate) fn query(query: &str, kinds: &Kinds) -> Option<String> {
    let pairs = || {
        pairs(query.as_bytes()).map(|(name, value)| {
            let kind = kinds.query(&name);
            (
                name,
                match String::from_utf8_lossy(&value) {
                    Cow::Borrowed(value) => Cow::Owned(text(value, kind).into_owned()),
                    Cow::Owned(value) => Cow::<str>::Owned(text(&value, kind).into_owned()),
                },
                value,
            )
        })
    };
    pairs().any(|(_, clean, value)| clean.as_bytes() != &*value).then(|| {
        let mut out = form_urlencoded::Serializer::new(String::new());
        pairs().for_each(|(name, clean, _)| {
            out.append_pair(&String::from_utf8_lossy(&name), &clean);
        });
        out.finish()
    })
}

/// A text in its one form.
pub(crate) fn text(held: &str, kind: Kind) -> Cow<'_, str> {
    let lines = matches!(kind, Kind::Text | Kind::Markdown | Kind::Undeclared);
    if kind == Kind::Opaque || is_clean(held, lines) {
        return Cow::Borrowed(held);
    }
    if kind == Kind::Code {
        return Cow::Owned(joined(&shown(held.chars(), true)));
    }
    // Composed before and after: a compatible sign may become ASCII, and what stood apart may meet.
    let kept: String = joined(&shown(held.nfc(), lines)).nfc().collect();
    Cow::Owned(kept.trim().to_owned())
}

/// Almost every value: ASCII that can be seen, with nothing at its ends; `lines` if it may have several.
fn is_clean(held: &str, lines: bool) -> bool {
    let good = |byte: u8| (b' '..=b'~').contains(&byte) || (lines && matches!(byte, b'\n' | b'\t'));
    held.bytes().all(good) && held.trim_ascii().len() == held.len()
}

/// What is left of the characters.
fn shown(chars: impl Iterator<Item = char>, lines: bool) -> Vec<char> {
    let one = |c: char| match c {
        '\n' | '\t' if lines => Some(c),
        '\u{2028}' | '\u{2029}' if lines => Some('\n'),
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_odd(c) => None,
        c => Some(c),
    };
    chars.filter_map(one).collect()
}

/// The characters with only those joiners that join something.
fn joined(chars: &[char]) -> String {
    let joins = |c: char| matches!(c, '\u{200C}' | '\u{200D}');
    let mut out = String::with_capacity(chars.len());
    for (at, c) in chars.iter().copied().enumerate() {
        let beyond = |c: char| !c.is_ascii() && !c.is_whitespace() && !joins(c);
        let between =
            out.chars().next_back().is_some_and(beyond) && chars.get(at + 1).copied().is_some_and(beyond);
        if !joins(c) || between {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use unicode_normalization::is_nfc;

    use super::*;

    const EVERY: [Kind; 10] = [
        Kind::Undeclared,
        Kind::Id,
        Kind::Enum,
        Kind::Email,
        Kind::Url,
        Kind::Name,
        Kind::Text,
        Kind::Markdown,
        Kind::Code,
        Kind::Opaque,
    ];

    #[test]
    fn each_kind_keeps_what_it_needs() {
        let cases = [
            (Kind::Name, " Ada\tLove\u{202e}lace\u{7} ", "Ada Lovelace"),
            (Kind::Name, "e\u{301}", "é"),
            (Kind::Name, "scr\u{200b}i\u{200d}pt", "script"),
            (Kind::Name, "می\u{200c}خواهم", "می\u{200c}خواهم"),
            (Kind::Name, "👩\u{200d}🚀 ❤\u{fe0f}\u{200d}🔥", "👩\u{200d}🚀 ❤\u{fe0f}\u{200d}🔥"),
            (Kind::Name, "क\u{94d}\u{200d}ष\u{200d}", "क\u{94d}\u{200d}ष"),
            (Kind::Text, "one\r\n\ttwo\u{2028}three \n", "one\n\ttwo\nthree"),
            (Kind::Id, "a\u{feff}b", "ab"),
            (Kind::Code, "    x = 'e\u{301}' \u{202e}\n", "    x = 'e\u{301}' \n"),
            (Kind::Opaque, " p\u{202e}a\u{0}ss\n", " p\u{202e}a\u{0}ss\n"),
        ];
        for (kind, held, expected) in cases {
            assert_eq!(text(held, kind), expected, "{kind:?} {held:?}");
        }
        assert!(matches!(text("plain", Kind::Text), Cow::Borrowed(_)));
    }

    #[test]
    fn a_tree_is_cleaned_in_place() {
        let mut value = json!({"a": [" x\u{200b} ", 1, null], "b\u{200b}": {"c": "y\u{0}"}});
        let kinds = Kinds::none();
        tree(&mut value, &kinds.body);
        assert_eq!(value, json!({"a": ["x", 1, null], "b\u{200b}": {"c": "y"}}));
        assert_eq!(query("a=b+c&d=%20e%E2%80%8B", &kinds).as_deref(), Some("a=b+c&d=e"));
        assert_eq!(query("a=b%20c&d", &kinds), None);
    }

    proptest! {
        #[test]
        fn clean_text_stays_clean(held in "(\\PC|[ a\\n\\t\\r\u{200b}-\u{200f}\u{2028}-\u{202e}\u{300}-\u{302}\u{212a}\u{feff}\u{600}-\u{610}]){0,12}") {
            for kind in EVERY {
                let clean = text(&held, kind).into_owned();
                prop_assert_eq!(&text(&clean, kind), &clean, "{:?}", kind);
                if kind == Kind::Opaque {
                    prop_assert_eq!(&clean, &held);
                    continue;
                }
                prop_assert!(!clean.contains(|c: char| is_odd(c) && !matches!(c, '\n' | '\t')));
                let one_line = matches!(kind, Kind::Id | Kind::Enum | Kind::Email | Kind::Url | Kind::Name);
                prop_assert!(!one_line || !clean.contains(['\n', '\t']));
                if kind != Kind::Code {
                    prop_assert!(is_nfc(&clean) && clean.trim() == clean);
                    prop_assert!(clean.chars().count() <= held.nfc().count());
                }
            }
        }
    }
}
