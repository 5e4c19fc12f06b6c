//! A threat as the gate tells of it: where it stands in the request, in words. Refuses to show the value.

use std::fmt::{self, Write as _};

use http::StatusCode;
use serde_json::json;
use threat::{Class, Finding, Place};
use web::Error;

/// Characters of masked evidence that are kept.
const SHOWN: usize = 40;
/// Characters of a name that a client chose.
const LONGEST_NAME: usize = 64;

/// An attack in one value of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// What would be attacked.
    pub class: Class,
    /// The stable id of the rule.
    pub rule: &'static str,
    /// In which part of the request.
    pub place: Place,
    /// The path of the value there, as `answers[0].note`; names that a client chose are shortened.
    pub field: String,
    /// The evidence, masked, up to 40 characters.
    pub evidence: String,
}

/// The way to a value, one step a level; it lives on the stack and is written only when something is found.
#[derive(Clone, Copy)]
pub(crate) struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

/// One level.
#[derive(Clone, Copy)]
enum Step<'a> {
    Start,
    Name(&'a [u8]),
    Item(usize),
}

impl Threat {
    pub(super) fn new(finding: &Finding, place: Place, trail: &Trail<'_>) -> Self {
        let evidence = finding.evidence.masked.chars().take(SHOWN).collect();
        Self { class: finding.class, rule: finding.rule, place, field: trail.to_string(), evidence }
    }

    /// The part of the request, for a person.
    #[must_use]
    pub fn part(&self) -> &'static str {
        part(self.place)
    }

    /// What the client is told: where, and not what.
    pub(crate) fn refusal(&self) -> Error {
        let message =
            "Something here looks like an attack; see details for the field, and write it in other words";
        Error::new(StatusCode::FORBIDDEN, "THREAT_DETECTED", message)
            .with_details(json!({ "part": self.part(), "field": self.field }))
    }

    /// Its name in the security log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        names(self.class).0
    }

    /// Its name there when it was only observed.
    #[must_use]
    pub fn observed_name(&self) -> &'static str {
        names(self.class).1
    }
}

fn part(place: Place) -> &'static str {
    match place {
        Place::JsonValue | Place::JsonKey | Place::Body => "body",
        Place::Query | Place::QueryName => "query",
        Place::Path => "path",
        Place::UserAgent | Place::Referer | Place::Header => "header",
        Place::Cookie | Place::CookieName => "cookie",
        Place::FileName => "file name",
    }
}

macro_rules! names {
    ($($class:ident $word:literal,)*) => {
        fn names(class: Class) -> (&'static str, &'static str) {
            match class { $(Class::$class => (concat!("threat_", $word), concat!("observed_", $word)),)* }
        }
    };
}

names! {
    Control "control", Sql "sql", Html "html", Path "path", Shell "shell", Code "code", Template "template",
    Jndi "jndi", NoSql "nosql", Ldap "ldap", Xml "xml", Line "line", Ssrf "ssrf", Prototype "prototype",
    Upload "upload",
}

impl<'a> Trail<'a> {
    /// Where a part of the request begins.
    pub(crate) const START: Trail<'static> = Trail { parent: None, step: Step::Start };

    /// Under a name.
    pub(crate) fn name(&'a self, name: &'a [u8]) -> Self {
        Trail { parent: Some(self), step: Step::Name(name) }
    }

    /// In a list.
    pub(crate) fn item(&'a self, at: usize) -> Self {
        Trail { parent: Some(self), step: Step::Item(at) }
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Start => Ok(()),
            Step::Item(at) => write!(f, "[{at}]"),
            Step::Name(name) => {
                if self.parent.is_some_and(|parent| parent.parent.is_some()) {
                    f.write_char('.')?;
                }
                let name = String::from_utf8_lossy(name);
                name.chars()
                    .take(LONGEST_NAME)
                    .map(|c| if c.is_control() { '?' } else { c })
                    .try_for_each(|c| f.write_char(c))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_value_reads_like_code() {
        let (answers, start) = (b"answers", Trail::START);
        let (list, first);
        list = start.name(answers);
        first = list.item(3);
        assert_eq!(first.name(b"note\n").to_string(), "answers[3].note?");
        assert_eq!(start.item(0).name(b"a").to_string(), "[0].a");
        assert_eq!(start.to_string(), "");
        assert_eq!(start.name(&[b'x'; 500]).to_string().len(), 64);
    }

    #[test]
    fn every_class_has_its_own_names() {
        for class in Class::ALL {
            assert_eq!(
                names(*class),
                (&*format!("threat_{}", class.as_str()), &*format!("observed_{}", class.as_str()))
            );
        }
    }
}
