//! What is not answered at all, decided before a call: no model is asked to judge itself.
//!
//! 1. A question is data: at most 500 characters, one line, nothing that hides ([`Question`]).
//! 2. Words of crisis get a fixed text that names help ([`CRISIS_TEXT`]), never a model's words.
//! 3. Illness, the date of a death, pregnancy, law, investments and other people's secrets are refused, with a code
//!    that says which.
//!
//! The rules read English, and words of crisis in six more languages. They are the first net and not the last: the
//! instructions of a prompt repeat them. They are tried on questions of both kinds, and lean towards answering: to
//! talk of a dead-end job, the sign of Cancer or a healthy friendship is no reason to be sent away.

mod crisis;
mod idioms;
mod phrase;
mod topics;

use phrase::Words;

/// The most characters of a question.
pub const QUESTION_CHARACTERS: usize = 500;

/// What is shown in place of an answer when a question speaks of crisis.
pub const CRISIS_TEXT: &str = "This sounds like more than a chart can hold, and you deserve a person who listens. If you \
are in danger now, call your local emergency number (112 in Europe, 911 in the United States and Canada, 999 in the \
United Kingdom). For somebody to talk to at any hour, call or text 988 in the United States and Canada, call 116 123 in \
the United Kingdom, Ireland and many countries of Europe, or find a line where you live at findahelpline.com.";

/// A user's question, fit to be put before a model in a message of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Question(String);

/// A question has more than [`QUESTION_CHARACTERS`] characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a question has at most {QUESTION_CHARACTERS} characters")]
pub struct TooLong;

/// What becomes of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be put to a model.
    Answer,
    /// Nobody is asked; the caller says that this is not answered, and why.
    Refuse(Topic),
    /// Nobody is asked; the caller shows [`CRISIS_TEXT`].
    Crisis,
}

/// What is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Illness, diagnosis, treatment.
    Health,
    /// When or how somebody dies.
    Death,
    /// Pregnancy and whether there will be children.
    Pregnancy,
    /// Courts, contracts in dispute, the police.
    Legal,
    /// Investments, loans, gambling.
    Money,
    /// What somebody else hides.
    OtherPeople,
}

impl Topic {
    /// The code for the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Health => "TOPIC_HEALTH",
            Self::Death => "TOPIC_DEATH",
            Self::Pregnancy => "TOPIC_PREGNANCY",
            Self::Legal => "TOPIC_LEGAL",
            Self::Money => "TOPIC_MONEY",
            Self::OtherPeople => "TOPIC_OTHER_PEOPLE",
        }
    }
}

impl Question {
    /// A question out of what a user typed: what does not show is taken out, blanks are single, the ends are trimmed.
    /// None when nothing is left.
    ///
    /// # Errors
    /// [`TooLong`], counted after that. It is not cut: half a question is another question.
    pub fn new(typed: &str) -> Result<Option<Self>, TooLong> {
        let shown: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = crate::text::plain(shown).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.chars().count() {
            0 => Ok(None),
            count if count > QUESTION_CHARACTERS => Err(TooLong),
            _ => Ok(Some(Self(text))),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is answered.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let words = Words::of(&self.0).without(idioms::IDIOMS);
        if crisis::CRISIS.iter().any(|phrase| words.say(phrase)) {
            return Verdict::Crisis;
        }
        let refused =
            topics::REFUSED.iter().find(|(_, phrases)| phrases.iter().any(|phrase| words.say(phrase)));
        refused.map_or(Verdict::Answer, |(topic, _)| Verdict::Refuse(*topic))
    }
}

/// Its length only: what people ask is not logged.
impl std::fmt::Debug for Question {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Question({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests;
