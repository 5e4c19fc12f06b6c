//! Silences: for a while nobody is told of some alerts. They change no state, and have no way to: the machine does not
//! know them.

use jiff::Timestamp;

use super::rule::Rule;

/// Which alerts a silence means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// That of one rule.
    Rule(String),
    /// Those of rules with this label.
    Label {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
}

/// A stretch of time in which some alerts tell nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Which alerts.
    pub matcher: Matcher,
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

impl Matcher {
    /// Whether it means the rule's alert.
    #[must_use]
    pub fn means(&self, rule: &Rule) -> bool {
        match self {
            Self::Rule(key) => key == rule.key,
            Self::Label { name, value } => rule.labels.iter().any(|label| *label == (name, value)),
        }
    }
}

impl Silence {
    /// Whether it mutes the rule's alert at that moment.
    #[must_use]
    pub fn mutes(&self, rule: &Rule, at: Timestamp) -> bool {
        self.from <= at && at < self.until && self.matcher.means(rule)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::catalogue, *};

    #[test]
    fn a_silence_means_its_rules_in_its_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let label = |name: &str, value: &str| Matcher::Label { name: name.into(), value: value.into() };
        let (threats, late) =
            (catalogue::find("critical_threats").unwrap(), catalogue::find("jobs_late").unwrap());
        for (matcher, means_threats, means_late) in [
            (Matcher::Rule("critical_threats".into()), true, false),
            (Matcher::Rule("critical".into()), false, false),
            (label("kind", "security"), true, false),
            (label("kind", "jobs"), false, true),
            (label("security", "kind"), false, false),
        ] {
            let silence = Silence { matcher, from: at(10), until: at(20) };
            for (second, open) in [(9, false), (10, true), (19, true), (20, false)] {
                assert_eq!(silence.mutes(threats, at(second)), open && means_threats, "{silence:?} {second}");
                assert_eq!(silence.mutes(late, at(second)), open && means_late, "{silence:?} {second}");
            }
        }
    }
}
