//! What a mail says: the rule, the value, since when, what to do and where to look. Nothing of a customer's, and nothing
//! of what an attacker sent: it is made of our own words, numbers and instants. Knows no mail server and no address.

use jiff::Timestamp;

use super::{rule::Rule, state::State};

/// Where to look.
const LOOK: &str = "/api/v1/admin/alerts";

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The alert fires.
    Firing,
    /// It is normal again.
    Normal,
    /// What was not mailed because there was too much of it.
    Summary,
}

/// What was to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The rule.
    pub rule: &'static Rule,
    /// What about it.
    pub about: About,
    /// When.
    pub at: Timestamp,
    /// Since when it fires, or fired.
    pub since: Timestamp,
    /// How the alert stands.
    pub state: State,
    /// The value, if there is one.
    pub value: Option<f64>,
    /// From which value on it is bad.
    pub threshold: f64,
    /// Changes before this one of which there was no mail.
    pub unsaid: i32,
}

/// A mail without its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

impl About {
    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Normal => "normal",
            Self::Summary => "summary",
        }
    }

    /// What is called so.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Firing, Self::Normal, Self::Summary].into_iter().find(|about| about.as_str() == name)
    }
}

impl Notice {
    /// The mail about it.
    #[must_use]
    pub fn letter(&self) -> Letter {
        let Rule { key, severity, unit, says, advice, .. } = self.rule;
        let (says, advice) = (wrapped(says), wrapped(advice));
        let what = match self.about {
            About::Firing => "fires",
            About::Normal => "is normal again",
            About::Summary => "changed often",
        };
        let value = self.value.map_or_else(|| "none".to_owned(), |value| format!("{value} {unit}"));
        let (since, at) = (to_the_second(self.since), to_the_second(self.at));
        let course = match self.about {
            About::Firing => format!("Since:      {since}\n\nWhat to do\n\n{advice}\n"),
            About::Normal => format!("Fired from: {since}\nUntil:      {at}\n"),
            About::Summary => format!("As of:      {at}\n\nWhat to do\n\n{advice}\n"),
        };
        let unsaid = match self.unsaid {
            ..=0 => String::new(),
            unsaid => {
                format!("\nIts last {unsaid} changes were not mailed: there were too many in an hour.\n")
            }
        };
        let (severity, state, threshold) = (severity.as_str(), self.state.as_str(), self.threshold);
        let text = format!(
            "{says}\n\nAlert:      {key} ({severity})\nState:      {state}\nValue:      {value}; bad from {threshold} on\n\
             {course}{unsaid}\nHistory:  {LOOK}/{key}/history\nSilences: {LOOK}/silences\n"
        );
        Letter { subject: format!("[Mainstay] {key} {what}"), text }
    }
}

fn to_the_second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

/// Lines of up to 76 characters.
fn wrapped(text: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        let fits = length + 1 + word.len() <= 76;
        if !lines.is_empty() {
            lines.push(if fits { ' ' } else { '\n' });
        }
        length = if fits && !lines.is_empty() { length + 1 + word.len() } else { word.len() };
        lines.push_str(word);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{super::catalogue, *};

    fn notice(about: About) -> Notice {
        Notice {
            rule: catalogue::find("critical_threats").unwrap(),
            about,
            at: "2026-01-15T12:30:00.25Z".parse().unwrap(),
            since: "2026-01-15T12:00:15.75Z".parse().unwrap(),
            state: State::Firing,
            value: Some(3.0),
            threshold: 1.0,
            unsaid: 0,
        }
    }

    #[test]
    fn a_letter_says_what_since_when_and_what_to_do() {
        let letter = notice(About::Firing).letter();
        assert_eq!(letter.subject, "[Mainstay] critical_threats fires");
        let expected = "\
Requests were refused that only an attack sends.

Alert:      critical_threats (critical)
State:      firing
Value:      3 requests in the last minute or two; bad from 1 on
Since:      2026-01-15T12:00:15Z

What to do

Look at the security events for addresses and routes. A request that was
refused did no harm; what to find out is whether the same address also sent
some that were not.

History:  /api/v1/admin/alerts/critical_threats/history
Silences: /api/v1/admin/alerts/silences
";
        assert_eq!(letter.text, expected);
    }

    #[test]
    fn the_end_and_a_summary_have_words_of_their_own() {
        let normal =
            Notice { state: State::Normal, value: None, unsaid: 4, ..notice(About::Normal) }.letter();
        assert_eq!(normal.subject, "[Mainstay] critical_threats is normal again");
        for part in [
            "Fired from: 2026-01-15T12:00:15Z\nUntil:      2026-01-15T12:30:00Z\n",
            "Value:      none;",
            "Its last 4 changes",
        ] {
            assert!(normal.text.contains(part), "{}", normal.text);
        }
        let summary = notice(About::Summary).letter();
        assert!(summary.subject.ends_with("changed often") && summary.text.contains("As of:"));
        for about in [About::Firing, About::Normal, About::Summary] {
            assert_eq!(About::parse(about.as_str()), Some(about));
            for rule in &catalogue::SHIPPED {
                let letter = Notice { rule, ..notice(about) }.letter();
                assert!(
                    letter.text.lines().all(|line| line.len() <= 78) && letter.text.is_ascii(),
                    "{}",
                    letter.text
                );
            }
        }
    }
}
