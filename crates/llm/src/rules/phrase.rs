//! Words and phrases to look for in them. It knows no topic.
//!
//! A phrase is a row of terms parted by blanks: `will|would` is either word, `suicid*` any word that begins so, `#` a
//! number, `.` the end of a sentence, `@other` somebody who is not the speaker, and `~` up to five words of the same
//! sentence.

/// The most words that `~` passes over.
const GAP: usize = 5;

/// Who `@other` is, in the forms of English: as the one who does, and as the one who has.
const OTHERS: &[&str] = &[
    "he",
    "she",
    "they",
    "him",
    "her",
    "his",
    "their",
    "them",
    "hers",
    "theirs",
    "who",
    "someone",
    "somebody",
    "husband",
    "wife",
    "spouse",
    "partner",
    "boyfriend",
    "girlfriend",
    "fiance",
    "fiancee",
    "ex",
    "crush",
    "lover",
    "boss",
    "manager",
    "colleague",
    "coworker",
    "colleagues",
    "neighbour",
    "neighbor",
    "roommate",
    "flatmate",
    "landlord",
    "friend",
    "friends",
    "bestie",
    "mother",
    "mom",
    "mum",
    "father",
    "dad",
    "parents",
    "sister",
    "brother",
    "sibling",
    "son",
    "daughter",
    "child",
    "kid",
    "kids",
    "children",
    "grandmother",
    "grandfather",
    "aunt",
    "uncle",
    "cousin",
    "teacher",
    "therapist",
    "family",
    "employee",
    "guy",
];

/// A text as its words: small letters, no accents, apostrophes kept, ends of sentences as words of their own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Vec::new();
        let mut word = String::new();
        for letter in text.chars().flat_map(char::to_lowercase).chain(['.']) {
            match fold(letter) {
                '\u{2018}' | '\u{2019}' | '\'' => word.push('\''),
                letter if letter.is_alphanumeric() => word.push(letter),
                other => {
                    push(&mut words, word.trim_matches('\'').trim_end_matches("'s"));
                    word.clear();
                    if matches!(other, '.' | '?' | '!' | ';' | ':')
                        && words.last().is_some_and(|last| last != ".")
                    {
                        words.push(".".into());
                    }
                }
            }
        }
        Self(words)
    }

    /// The same with each of these phrases taken out, and a word in its place that no phrase names.
    pub(super) fn without(mut self, phrases: &[&str]) -> Self {
        for phrase in phrases {
            let mut from = 0;
            while let Some((at, end)) =
                (from..self.0.len()).find_map(|at| Some((at, self.reach(phrase, at)?)))
            {
                self.0.splice(at..end, ["_".to_owned()]);
                from = at + 1;
            }
        }
        self
    }

    /// Whether a phrase occurs.
    pub(super) fn say(&self, phrase: &str) -> bool {
        (0..self.0.len()).any(|at| self.reach(phrase, at).is_some())
    }

    /// Where a phrase ends that begins at a word.
    fn reach(&self, phrase: &str, at: usize) -> Option<usize> {
        let Some((term, rest)) = split(phrase) else { return Some(at) };
        if term == "~" {
            let inside = self.0.get(at..)?.iter().take(GAP).take_while(|word| *word != ".").count();
            return (0..=inside).find_map(|gap| self.reach(rest, at + gap));
        }
        let word = self.0.get(at)?;
        term.split('|').any(|one| fits(one, word)).then(|| self.reach(rest, at + 1))?
    }
}

fn push(words: &mut Vec<String>, word: &str) {
    if !word.is_empty() {
        words.push(word.to_owned());
    }
}

fn split(phrase: &str) -> Option<(&str, &str)> {
    let phrase = phrase.trim_start();
    (!phrase.is_empty()).then(|| phrase.split_once(' ').unwrap_or((phrase, "")))
}

fn fits(term: &str, word: &str) -> bool {
    match term {
        "#" => word.bytes().all(|byte| byte.is_ascii_digit()),
        "@other" => OTHERS.contains(&word),
        _ => term.strip_suffix('*').map_or(word == term, |start| word.starts_with(start)),
    }
}

/// The letter without its accent.
fn fold(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_within_a_sentence() {
        for (text, phrase, found) in [
            ("When will I die?", "when ~ die|dies .", true),
            ("When? I die.", "when ~ die", false),
            ("when a b c d e f die", "when ~ die", false),
            ("when a b c d e die", "when ~ die", true),
            ("SUICIDAL thoughts", "suicid*", true),
            ("I\u{2019}ll be there", "i'll be", true),
            ("I'll be there", "ill", false),
            ("my husband's phone", "@other phone", true),
            ("live to 80", "live to #", true),
            ("live to eighty", "live to #", false),
            ("Suicídio", "suicidio", true),
            ("live", "live .", true),
            ("live here", "live .", false),
        ] {
            assert_eq!(Words::of(text).say(phrase), found, "{text}: {phrase}");
        }
        let words = Words::of("a dead end and a dead end").without(&["dead end"]);
        assert_eq!(words, Words::of("a _ and a _").without(&[]).underscored());
    }

    impl Words {
        /// The underscore is no letter, so a text cannot carry one: put in for the two blanks above.
        fn underscored(mut self) -> Self {
            for at in [1, 4] {
                self.0.insert(at, "_".into());
            }
            self
        }
    }
}
