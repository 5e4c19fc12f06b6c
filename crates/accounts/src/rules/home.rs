//! Where a user is at home: language, time zone, country. Each is checked where it enters.

use kernel::locale::Country;
use places::Zone;
use serde::Deserialize;

/// A language tag in the shape of BCP 47, in its usual letters: `nl`, `pt-BR`, `zh-Hant-TW`. Whether its
/// parts are registered is not checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Locale(String);

/// The name of a zone of the tz database, as the database writes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TimeZone(String);

/// Where a user is at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The language that they read.
    pub locale: Locale,
    /// The zone that their days, periods and trials are counted in.
    pub time_zone: TimeZone,
    /// Their country, if they said.
    pub country: Option<Country>,
}

const LONGEST_LOCALE: usize = 35;

impl Locale {
    /// The tag in its usual letters, if it has the shape of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let language = parts.next().filter(|part| matches!(part.len(), 2..=3 | 5..=8))?;
        if text.len() > LONGEST_LOCALE || !language.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let mut tag = language.to_ascii_lowercase();
        let mut dangling = false;
        let mut extended = false;
        for part in parts {
            if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            dangling = part.len() == 1;
            extended |= dangling;
            tag.push('-');
            tag.push_str(&usual_letters(part, extended));
        }
        (!dangling).then_some(Self(tag))
    }

    /// The tag itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TimeZone {
    /// The zone of that name, written in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Zone::find(text).ok().map(|zone| Self(zone.name().to_owned()))
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Locale {
    /// English.
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl Default for TimeZone {
    /// UTC.
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

impl TryFrom<String> for Locale {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("Not a language tag such as en, pt-BR or zh-Hant-TW")
    }
}

impl TryFrom<String> for TimeZone {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("Not a time zone such as UTC or Europe/Amsterdam")
    }
}

/// Scripts `Hant`, regions `BR` and `419`, all else in lower case; after an extension, everything.
fn usual_letters(part: &str, extended: bool) -> String {
    match part.len() {
        2 if !extended => part.to_ascii_uppercase(),
        4 if !extended && part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase()
        }
        _ => part.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_their_usual_letters() {
        let cases = [
            ("en", "en"),
            ("NL", "nl"),
            ("pt-br", "pt-BR"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-CH-1996", "de-CH-1996"),
            ("sl-rozaj", "sl-rozaj"),
            ("en-US-u-CA-Buddhist", "en-US-u-ca-buddhist"),
            ("haw", "haw"),
        ];
        for (text, tag) in cases {
            assert_eq!(Locale::parse(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn what_is_not_a_tag() {
        let long = format!("en{}", "-abcdefgh".repeat(4));
        for text in [
            "",
            "e",
            "engl",
            "en_US",
            "en-",
            "-en",
            "en--US",
            "en-x",
            "e1",
            "en-abcdefghi",
            "en US",
            "é-FR",
            &long,
        ] {
            assert_eq!(Locale::parse(text), None, "{text}");
        }
    }

    #[test]
    fn zones_take_the_name_of_the_database() {
        assert_eq!(TimeZone::parse("europe/amsterdam").unwrap().as_str(), "Europe/Amsterdam");
        assert_eq!(TimeZone::parse("US/Eastern").unwrap().as_str(), "US/Eastern");
        assert_eq!(TimeZone::parse("UTC").unwrap(), TimeZone::default());
        for text in ["", "Mars/Olympus", "+01:00", "Europe/Amsterdam "] {
            assert_eq!(TimeZone::parse(text), None, "{text}");
        }
    }
}
