//! Field kinds: types that a body is made of, so that a value is checked where it enters and the route
//! table can tell the gate what kind of text to expect.

use std::fmt;

use kernel::text::{is_blank, is_odd, shows};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use unicode_normalization::UnicodeNormalization;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

/// An e-mail address, in the one way to write it: compatible forms of letters made one (NFKC), lower case, the host as the
/// domain name system reads it, no spaces around. It never shows in logs.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

/// A name of a person or thing: one line of up to 200 characters, trimmed.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// A short machine-readable word: up to 64 of `a-z A-Z 0-9 . _ : -`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Token(String);

const LONGEST_EMAIL: usize = 254;
const LONGEST_NAME: usize = 200;
const LONGEST_TOKEN: usize = 64;

impl Email {
    /// The address, if it has the shape of one: something before one `@`, a dotted host after it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.trim().nfkc().collect();
        let (local, host) = text.split_once('@')?;
        let local = local.to_lowercase();
        let host = idna::domain_to_ascii(host).ok()?;
        let plain = |c: char| (c.is_alphanumeric() && !is_blank(c)) || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let fits = local.len() + 1 + host.len() <= LONGEST_EMAIL && (1..=64).contains(&local.len());
        let good = local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        (fits && good && host.contains('.') && host.split('.').all(label))
            .then(|| Self(format!("{local}@{host}")))
    }
}

impl Name {
    /// The name, if it is one line of fitting length with something to see in it, and nothing that turns the line round
    /// or hides.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&text.chars().count());
        (fits && shows(text) && !text.contains(is_odd)).then(|| Self(text.to_owned()))
    }
}

impl Token {
    /// The word, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte));
        ((1..=LONGEST_TOKEN).contains(&text.len()) && plain).then(|| Self(text.to_owned()))
    }
}

macro_rules! field {
    ($name:ident, $format:literal, $wrong:literal) => {
        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom($wrong))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let format = utoipa::openapi::SchemaFormat::Custom($format.to_owned());
                let text =
                    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).format(Some(format));
                RefOr::T(Schema::Object(text.build()))
            }
        }

        impl ToSchema for $name {}
    };
}

field!(Email, "email", "Not an e-mail address");
field!(Name, "name", "One line of 1 to 200 characters");
field!(Token, "token", "1 to 64 letters, digits, dots, underscores, colons or hyphens");

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.co", " Ada.Lovelace+x@Example.org ", "ü@bücher.example", "x@a.b.c"] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@",
            "a@b..co",
            "a b@c.de",
            "a@b@c.de",
            "a@-b.co",
            ".a@b.co",
            "a\n@b.co",
            "a'--@b .co",
            "a\u{200b}@b.co",
            "a\u{ad}@b.co",
            "a\u{202e}@b.co",
            "\u{3164}@b.co",
            "a\u{e0041}@b.co",
            "a@b\u{202e}.co",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Email::parse(" A@B.Co").unwrap().as_str(), "a@b.co");
        assert_eq!(format!("{:?}", Email::parse("a@b.co")), "Some(Email(…))");
        for same in [
            ["é@b.co", "e\u{301}@b.co"],
            ["a@bücher.example", "A@xn--bcher-kva.EXAMPLE"],
            ["a@b.co", "ａ@b.co"],
        ] {
            let [one, other] = same.map(|text| Email::parse(text).unwrap());
            assert!(one == other, "{same:?}");
        }
    }

    #[test]
    fn names_and_tokens() {
        assert_eq!(Name::parse("  Ada  ").unwrap().as_str(), "Ada");
        assert!(
            Name::parse("a\u{202e}b").is_none() && Name::parse("").is_none() && Name::parse("a\nb").is_none()
        );
        for hidden in ["a\u{2028}b", "\u{200b}", "\u{3164}", "\u{200d}", "a\u{e0041}", "a\u{feff}"] {
            assert!(Name::parse(hidden).is_none(), "{hidden:?}");
        }
        for good in ["می\u{200c}خواهم", "👩\u{200d}🚀", "☀\u{fe0f}", "O’Brien"] {
            assert!(Name::parse(good).is_some(), "{good}");
        }
        assert!(Name::parse(&"x".repeat(201)).is_none() && Name::parse(&"é".repeat(200)).is_some());
        assert!(Token::parse("utm.news-1").is_some() && Token::parse("a b").is_none());
    }
}
