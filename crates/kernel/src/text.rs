//! What a text that somebody wrote may hold. Knows no length, no field and no language.

/// Whether there is something to see in it.
#[must_use]
pub fn shows(text: &str) -> bool {
    text.contains(|c: char| !c.is_whitespace() && !is_blank(c) && !is_joiner(c))
}

/// Letters that show nothing.
#[must_use]
pub fn is_blank(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}' | '\u{17B4}' | '\u{17B5}')
}

/// Characters that end a line, turn it round or hide in it.
#[must_use]
pub fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// What joins or varies its neighbours: needed in Persian, in Hindi and in emoji.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_told_from_what_joins() {
        for nothing in ["", " \n", "\u{3164}", "\u{200d}", "\u{fe0f} \u{2800}"] {
            assert!(!shows(nothing), "{nothing:?}");
        }
        for something in ["a", "☀\u{fe0f}", "می\u{200c}خواهم"] {
            assert!(shows(something) && !something.contains(is_odd), "{something}");
        }
        assert!("a\u{202e}\n\u{e0041}".chars().filter(|c| is_odd(*c)).count() == 3);
    }
}
