//! Tags of charts: short words of their owner. Two that differ in case alone, or in how their letters are composed, are
//! one tag. Knows neither charts nor how tags are kept.

use std::collections::BTreeSet;

use kernel::text::{is_odd, shows};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// A tag as its owner writes it: one line of 1 to 40 characters, trimmed, composed (NFC).
#[derive(Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = "tag", example = "family")]
pub struct Tag(String);

/// Up to 12 tags, no two of them one.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "Vec<Tag>")]
pub struct Tags(Vec<Tag>);

const LONGEST: usize = 40;
const MOST: usize = 12;

impl Tag {
    /// The tag, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.trim().nfc().collect();
        let fits = (1..=LONGEST).contains(&text.chars().count());
        (fits && shows(&text) && !text.contains(is_odd)).then_some(Self(text))
    }

    /// What it is found by.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.0)
    }
}

impl Tags {
    /// The tags as they are written, in their order.
    #[must_use]
    pub fn into_texts(self) -> Vec<String> {
        self.0.into_iter().map(|tag| tag.0).collect()
    }
}

/// What a tag is found by: the same for every case and composition. Upper case first, because several small letters share
/// a capital: Greek sigma has two, and one at the end of words alone.
#[must_use]
pub fn key(tag: &str) -> String {
    tag.to_uppercase().to_lowercase().replace('ς', "σ").nfc().collect()
}

impl TryFrom<String> for Tag {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("One line of 1 to 40 characters")
    }
}

impl TryFrom<Vec<Tag>> for Tags {
    type Error = &'static str;

    fn try_from(tags: Vec<Tag>) -> Result<Self, Self::Error> {
        if tags.len() > MOST {
            return Err("Up to 12 tags");
        }
        let mut keys = BTreeSet::new();
        if !tags.iter().all(|tag| keys.insert(tag.key())) {
            return Err("A tag stands twice; upper and lower case are one");
        }
        Ok(Self(tags))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tag_is_one_line_with_something_to_see() {
        for good in ["x", "ex-wife", "日本", "👩\u{200d}🚀", "می\u{200c}خواهم", &"é".repeat(40)]
        {
            assert!(Tag::parse(good).is_some(), "{good}");
        }
        for bad in
            ["", "  ", "two\nlines", "tab\tbed", "turned\u{202e}", "\u{200b}", "\u{3164}", &"x".repeat(41)]
        {
            assert!(Tag::parse(bad).is_none(), "{bad:?}");
        }
        assert!(Tag::parse("  Family ") == Tag::parse("Family"));
        assert!(Tag::parse("e\u{301}") == Tag::parse("é"), "composed");
        assert!(Tag::parse(&"e\u{301}".repeat(40)).is_some(), "counted as it is kept");
    }

    #[test]
    fn tags_that_differ_in_case_alone_are_one() {
        for [one, other] in
            [["Ada", "aDA"], ["É", "e\u{301}"], ["ΟΔΟΣ", "οδος"], ["οδοσ", "οδος"], ["STRASSE", "straße"]]
        {
            assert_eq!(Tag::parse(one).unwrap().key(), Tag::parse(other).unwrap().key());
        }
        assert_ne!(key("ada"), key("adb"));
        let read = |tags: &serde_json::Value| serde_json::from_value::<Tags>(tags.clone());
        assert_eq!(
            read(&json!(["b", " A "])).ok().unwrap().into_texts(),
            ["b", "A"],
            "order and case are kept"
        );
        let twelve: Vec<String> = (0..12).map(|n| n.to_string()).collect();
        assert!(read(&json!(twelve)).is_ok());
        let thirteen: Vec<String> = (0..13).map(|n| n.to_string()).collect();
        for bad in [json!(thirteen), json!(["a", "A"]), json!([""]), json!("a"), json!([1])] {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }

    proptest! {
        /// Latin, Greek and Cyrillic: the alphabets of Europe that have case.
        #[test]
        fn a_key_is_blind_to_case(text in "[\u{20}-\u{7e}\u{c0}-\u{17e}\u{388}-\u{3ff}\u{400}-\u{52f}]{1,40}") {
            let text: String = text.nfc().collect();
            prop_assert_eq!(key(&text), key(&text.to_uppercase()));
            prop_assert_eq!(key(&text), key(&text.to_lowercase()));
            prop_assert_eq!(key(&key(&text)), key(&text));
        }

        #[test]
        fn what_is_taken_is_taken_again(text in ".{0,50}") {
            if let Some(tag) = Tag::parse(&text) {
                prop_assert!(Tag::parse(&tag.0) == Some(tag.clone()) && tag.0.chars().count() <= LONGEST);
                prop_assert!(!tag.0.contains(char::is_control));
            }
        }
    }
}
