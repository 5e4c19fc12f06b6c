//! Text that shows as it reads: nothing in it moves a cursor, turns the direction of writing or hides.

/// Whether a character is kept: letters, marks and blanks, tab and line feed; no other control character, nothing
/// that turns the direction of writing, no blank of no width. The joiners stay, which emoji and several scripts need.
pub(crate) fn is_plain(character: char) -> bool {
    match character {
        '\n' | '\t' => true,
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => false,
        _ => !character.is_control(),
    }
}

/// The text without what is not plain.
pub(crate) fn plain(mut text: String) -> String {
    text.retain(is_plain);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_goes_and_what_reads_stays() {
        let text = "a\u{1b}[31m\tb\r\n\u{202e}c\u{200b}\u{e0041}d é \u{1f469}\u{200d}\u{1f52c}";
        assert_eq!(plain(text.into()), "a[31m\tb\ncd é \u{1f469}\u{200d}\u{1f52c}");
    }
}
