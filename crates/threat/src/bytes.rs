//! Small questions about bytes that several readers ask. Refuses to know any language.

use memchr::memmem;

/// A letter, digit or underscore of ASCII.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// White space, as the parsers of browsers and databases take it.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0xa0)
}

/// Texts up to this length are searched by one byte of the needle: to prepare a search would take longer.
const SHORT: usize = 256;

/// The first place of a needle.
pub(crate) fn find(text: &[u8], needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    if text.len() > SHORT {
        return memmem::find(text, needle);
    }
    // Signs are rarer than letters.
    let rare = needle.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b' ').unwrap_or(0);
    let last = text.len().checked_sub(needle.len())?;
    let byte = *needle.get(rare)?;
    memchr::memchr_iter(byte, &text[rare..=last + rare]).find(|at| text[*at..].starts_with(needle))
}

/// Whether a needle is in there.
pub(crate) fn has(text: &[u8], needle: &str) -> bool {
    find(text, needle).is_some()
}

/// The first of several needles that is there, and where.
pub(crate) fn first_of(text: &[u8], needles: &[&str]) -> Option<(usize, usize)> {
    needles.iter().find_map(|needle| find(text, needle).map(|at| (at, at + needle.len())))
}

/// Everything from a place on; nothing behind the end.
pub(crate) fn from(text: &[u8], at: usize) -> &[u8] {
    text.get(at..).unwrap_or_default()
}

/// At most so many bytes from a place on.
pub(crate) fn window(text: &[u8], at: usize, length: usize) -> &[u8] {
    let rest = from(text, at);
    &rest[..rest.len().min(length)]
}

/// The place of the first byte that is no white space.
pub(crate) fn skip_space(text: &[u8], at: usize) -> usize {
    at + from(text, at).iter().take_while(|byte| is_space(**byte)).count()
}

/// The word that starts at a place.
pub(crate) fn word(text: &[u8], at: usize) -> &[u8] {
    let rest = from(text, at);
    &rest[..rest.iter().take_while(|byte| is_word(**byte)).count()]
}

/// The word that ends before a place.
pub(crate) fn word_before(text: &[u8], end: usize) -> &[u8] {
    let before = text.get(..end).unwrap_or_default();
    let length = before.iter().rev().take(64).take_while(|byte| is_word(**byte)).count();
    &before[before.len() - length..]
}

/// Whether a sorted table holds a word.
pub(crate) fn listed(table: &[&str], word: &[u8]) -> bool {
    table.binary_search_by(|entry| entry.as_bytes().cmp(word)).is_ok()
}

/// White space and control characters away on both sides.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| is_space(*byte) || *byte < b' ';
    let start = text.iter().take_while(|byte| blank(byte)).count();
    let end = text.len() - text[start..].iter().rev().take_while(|byte| blank(byte)).count();
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_short_search_finds_what_a_long_one_does(text in "[ab:]{0,40}", needle in "[ab:]{1,4}") {
            prop_assert_eq!(super::find(text.as_bytes(), &needle), memchr::memmem::find(text.as_bytes(), needle.as_bytes()));
        }
    }
}
