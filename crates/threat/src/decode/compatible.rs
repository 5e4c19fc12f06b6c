//! Letters that some back end takes for ASCII: full-width and mathematical ones by NFKC, and the best fit that
//! databases make of quotes, primes and dotless letters.

use unicode_normalization::UnicodeNormalization;

/// Decoded, or nothing if there is no such letter or the bytes are no UTF-8.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    if value.is_ascii() {
        return None;
    }
    let text = String::from_utf8_lossy(value);
    if !text.chars().any(folds) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match best_fit(character) {
            Some(plain) => out.push(plain),
            None if folds(character) => out.extend(character.nfkc()),
            None => out.push(character),
        }
    }
    Some(out.into_bytes())
}

/// Letters that become ASCII.
fn folds(character: char) -> bool {
    best_fit(character).is_some()
        || matches!(character,
            '\u{ff01}'..='\u{ff5e}' | '\u{fe50}'..='\u{fe6b}' | '\u{1d400}'..='\u{1d7ff}' | '\u{2460}'..='\u{24ea}'
            | '\u{2100}'..='\u{214f}' | '\u{2070}'..='\u{209c}' | '\u{1f100}'..='\u{1f16b}' | '\u{2024}'..='\u{2026}'
            | '\u{1d2c}'..='\u{1d6a}' | '\u{2b0}'..='\u{2b8}' | '\u{37e}' | '\u{17f}')
}

/// What databases and web servers make of a letter that their character set lacks.
fn best_fit(character: char) -> Option<char> {
    Some(match character {
        '\u{2bc}' | '\u{2b9}' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2032}' | '\u{2bb}' | '\u{60c}' => {
            '\''
        }
        '\u{2ba}' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' => '"',
        '\u{2010}'..='\u{2014}' | '\u{2212}' => '-',
        '\u{2039}' | '\u{2329}' | '\u{3008}' => '<',
        '\u{203a}' | '\u{232a}' | '\u{3009}' => '>',
        '\u{3002}' | '\u{ff61}' => '.',
        // Servers that keep the lower byte of a letter only.
        '\u{10a}' | '\u{560a}' => '\n',
        '\u{560d}' => '\r',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2216}' => '\\',
        '\u{131}' => 'i',
        '\u{212a}' => 'k',
        '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' | '\u{feff}' => ' ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        for (value, decoded) in
            [("＜ｂ＞", "<b>"), ("𝐬𝐞𝐥𝐞𝐜𝐭", "select"), ("ʼ or ′1′=′1", "' or '1'='1"), ("ſcrıpt", "script")]
        {
            assert_eq!(decode(value.as_bytes()).unwrap(), decoded.as_bytes(), "{value}");
        }
        for value in ["naïve", "Ελλάδα", "日本", "plain"] {
            assert_eq!(decode(value.as_bytes()), None, "{value}");
        }
        assert_eq!(decode(b"\xff\xfe"), None);
    }
}
