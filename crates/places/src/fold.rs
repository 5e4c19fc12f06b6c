//! Names as they are compared: without case, accents and punctuation. Knows no place and no index; what makes the
//! index and what asks it fold by the same lines.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest text that is looked at, in characters; what follows is as if it had not been written.
pub const LONGEST: usize = 200;

/// A name as it is asked for: words of lower-case letters and digits with one space between them.
///
/// Accents are taken off (also those that Unicode does not see as such: `ø` is `o`, `ß` is `ss`), apostrophes
/// vanish, and every other sign parts words.
///
/// ```
/// # use places::fold::fold;
/// assert_eq!(fold("  ŁÓDŹ-Bałuty "), "lodz baluty");
/// assert_eq!(fold("Санкт-Петербург"), "санкт петербург");
/// assert_eq!(fold("L’Aquila"), "laquila");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    write(text, false)
}

/// A name as it is found: as [`fold`] writes it and, if it has an apostrophe, with a space in its stead too, so that
/// both `laquila` and `aquila` lead to L'Aquila. Empty for a name without a letter or digit.
///
/// ```
/// # use places::fold::forms;
/// assert_eq!(forms("L'Aquila"), ["laquila", "l aquila"]);
/// ```
#[must_use]
pub fn forms(name: &str) -> Vec<String> {
    let mut forms = vec![write(name, false), write(name, true)];
    forms.dedup();
    forms.retain(|form| !form.is_empty());
    forms
}

/// A folded name from each of its words on: the whole first. Names in other languages count from their first word
/// only if they are in Latin letters: nobody who types `amster` wants New York for having been New Amsterdam.
///
/// ```
/// # use places::fold::tails;
/// assert!(tails("rio de janeiro", true).eq(["rio de janeiro", "de janeiro", "janeiro"]));
/// assert!(tails("nieuw amsterdam", false).eq(["nieuw amsterdam"]));
/// assert!(tails("санкт петербург", false).eq(["санкт петербург", "петербург"]));
/// ```
pub fn tails(folded: &str, is_own: bool) -> impl Iterator<Item = &str> {
    let has_later = is_own || !folded.bytes().any(|letter| letter.is_ascii_alphabetic());
    let later = folded.match_indices(' ').filter(move |_| has_later).map(|(at, _)| &folded[at + 1..]);
    std::iter::once(folded).chain(later)
}

fn write(text: &str, apostrophes_part: bool) -> String {
    let mut folded = String::with_capacity(text.len().min(LONGEST));
    let mut parted = false;
    for letter in text.chars().take(LONGEST).nfkd().flat_map(char::to_lowercase) {
        if is_apostrophe(letter) {
            parted |= apostrophes_part;
        } else if is_passed_over(letter) {
        } else if letter.is_alphanumeric() {
            if parted && !folded.is_empty() {
                folded.push(' ');
            }
            parted = false;
            push(&mut folded, letter);
        } else {
            parted = true;
        }
    }
    folded
}

/// Signs for a breath, a glottal stop or a soft letter, and what keyboards offer for them.
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201b}' | '\u{2032}')
}

/// Accents, vowel points of Hebrew and Arabic, and signs without width. Vowels that are marks, as in Hindi, stay.
fn is_passed_over(letter: char) -> bool {
    let points = matches!(letter, '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}');
    let unseen = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    points || unseen || (is_combining_mark(letter) && !letter.is_alphabetic())
}

/// Writes a letter, or what stands for one that no accent can be taken off from.
fn push(folded: &mut String, letter: char) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' | 'ɔ' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' | 'ɖ' | 'ɗ' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ə' | 'ɛ' => folded.push('e'),
        'ŋ' => folded.push('n'),
        'ŧ' => folded.push('t'),
        'ɓ' => folded.push('b'),
        'ƙ' => folded.push('k'),
        'ς' => folded.push('σ'),
        // Persian and Urdu letters for those of Arabic.
        'ی' | 'ى' => folded.push('ي'),
        'ک' => folded.push('ك'),
        _ => folded.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_spelling_for_many() {
        let cases = [
            ("São Paulo", "sao paulo"),
            ("SAO  PAULO", "sao paulo"),
            ("Sa\u{303}o Paulo", "sao paulo"),
            ("Gießen", "giessen"),
            ("GIEẞEN", "giessen"),
            ("Tromsø", "tromso"),
            ("Łódź", "lodz"),
            ("Ærøskøbing", "aeroskobing"),
            ("Đà Nẵng", "da nang"),
            ("Diyarbakır", "diyarbakir"),
            ("İSTANBUL", "istanbul"),
            ("Gəncə", "gence"),
            ("Winston-Salem", "winston salem"),
            ("St. Louis", "st louis"),
            ("Xi'an", "xian"),
            ("Ra‘anana", "raanana"),
            ("Zürich (Kreis 7) / Witikon", "zurich kreis 7 witikon"),
            ("Йошкар-Ола", "иошкар ола"),
            ("Αθήνα", "αθηνα"),
            ("ΠΕΙΡΑΙΆΣ", "πειραιασ"),
            ("東京", "東京"),
            ("ﾄｳｷｮｳ", "トウキョウ"),
            ("مُومباي", "مومباي"),
            ("मुंबई", "मुंबई"),
            ("दिल्ली", "दिलली"),
            ("", ""),
            ("–'/. ", ""),
        ];
        for (name, folded) in cases {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn composed_and_decomposed_hangul_are_one() {
        assert_eq!(fold("서울"), fold("\u{1109}\u{1165}\u{110b}\u{116e}\u{11af}"));
        // What is on the screen while the second syllable is being typed.
        assert!(fold("서울").starts_with(&fold("서우")));
    }

    #[test]
    fn what_follows_the_longest_text_is_not_looked_at() {
        assert_eq!(fold(&"ab".repeat(1_000_000)).len(), LONGEST);
        assert_eq!(fold(&(" ".repeat(LONGEST) + "paris")), "");
    }

    proptest! {
        #[test]
        fn any_text_folds_to_words_and_words_fold_to_themselves(text in "\\PC{0,60}") {
            for form in forms(&text) {
                prop_assert!(form.split(' ').all(|word| !word.is_empty()));
                prop_assert!(!form.chars().any(|c| c.is_ascii_uppercase() || is_apostrophe(c)));
            }
            let folded = fold(&text);
            if folded.chars().count() <= LONGEST {
                prop_assert_eq!(fold(&folded), folded);
            }
        }
    }
}
