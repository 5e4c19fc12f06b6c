//! What an owner writes on a chart: name, tags, notes. Texts that are kept are plain ones, so that a stricter rule for new
//! ones never locks an old one up. It has no `Debug`, so that none of it can end up in a log.

use kernel::{
    Change,
    text::{is_odd, shows},
};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use super::Tags;

/// What is written on a chart.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// What its owner calls it.
    pub name: Option<String>,
    /// How it is sorted.
    pub tags: Vec<String>,
    /// What its owner thinks of it.
    pub notes: Option<String>,
}

/// What to change of it.
#[derive(Clone, Default)]
pub struct Relabel {
    /// What its owner calls it.
    pub name: Change<String>,
    /// All of its tags.
    pub tags: Change<Tags>,
    /// All of its notes.
    pub notes: Change<Notes>,
}

/// Notes as their owner writes them: 1 to 4,000 characters on any number of lines, trimmed, composed (NFC).
#[derive(Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = "notes", example = "Her clock was fast.\nAsk her sister.")]
pub struct Notes(String);

const LONGEST: usize = 4000;

impl Labels {
    /// What it becomes by a change.
    #[must_use]
    pub fn with(self, change: Relabel) -> Self {
        Self {
            name: change.name.over(self.name),
            tags: change.tags.map(Tags::into_texts).over(Some(self.tags)).unwrap_or_default(),
            notes: change.notes.map(Notes::into_text).over(self.notes),
        }
    }

    /// The fields in which it differs from another.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("name", self.name != other.name),
            ("tags", self.tags != other.tags),
            ("notes", self.notes != other.notes),
        ];
        fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
    }
}

impl Notes {
    /// The notes, if they are such. Lines end with line feeds alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.trim().nfc().collect();
        let fits = (1..=LONGEST).contains(&text.chars().count());
        let odd = |c: char| is_odd(c) && c != '\n';
        (fits && shows(&text) && !text.contains(odd)).then_some(Self(text))
    }

    /// The text itself.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl TryFrom<String> for Notes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("1 to 4000 characters; of control characters line feeds alone")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_have_lines_and_nothing_hidden() {
        for good in ["x", "one\n\ntwo", " e\u{301} ", &"日".repeat(4000)] {
            assert!(Notes::parse(good).is_some(), "{good}");
        }
        for bad in ["", " \n ", "a\r\nb", "a\tb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b", &"x".repeat(4001)] {
            assert!(Notes::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(Notes::parse(" e\u{301}\nb \n").unwrap().into_text(), "é\nb");
    }

    #[test]
    fn a_change_is_of_the_fields_that_it_names() {
        let text = |text: &str| Some(text.to_owned());
        let old = Labels { name: text("Ada"), tags: vec!["family".into()], notes: text("x") };
        let tags = |tags: &[&str]| Change::To(serde_json::from_value(serde_json::json!(tags)).ok().unwrap());
        let none = old.clone().with(Relabel::default());
        assert!(none == old && none.differing(&old).is_empty());
        let cases = [
            (Relabel { name: Change::Clear, ..Relabel::default() }, vec!["name"]),
            (
                Relabel { tags: Change::Clear, notes: Change::Clear, ..Relabel::default() },
                vec!["tags", "notes"],
            ),
            (
                Relabel { tags: tags(&["Family"]), name: Change::To("Ada".into()), ..Relabel::default() },
                vec!["tags"],
            ),
            (Relabel { tags: tags(&["family"]), ..Relabel::default() }, vec![]),
            (Relabel { notes: Change::To(Notes::parse("y").unwrap()), ..Relabel::default() }, vec!["notes"]),
        ];
        for (change, fields) in cases {
            assert_eq!(old.clone().with(change).differing(&old), fields);
        }
        let cleared = old.with(Relabel { name: Change::Clear, tags: Change::Clear, notes: Change::Clear });
        assert!(cleared == Labels::default());
    }
}
