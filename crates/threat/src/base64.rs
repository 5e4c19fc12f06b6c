//! Values that are text in base 64, or in hexadecimal digits, from end to end. A back end that decodes them reads the text, so it is looked at too. Refuses what
//! decodes to bytes that nobody would write.

/// Digits below which a word is a word.
const FEWEST: usize = 10;
/// Digits beyond which it is a file.
const MOST: usize = 8192;
/// Bytes of padding, and signs of the end, that are left out.
const PADDING: &[u8] = b"=";

/// The texts that a value may stand for: read from its first, second and third digit on, since some put it behind others.
pub(crate) fn texts(value: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let digits = value.trim_ascii();
    let end = digits.len() - digits.iter().rev().take_while(|byte| PADDING.contains(byte)).count();
    let digits = &digits[..end];
    let whole = (FEWEST..=MOST).contains(&digits.len())
        && digits.iter().any(u8::is_ascii_uppercase)
        && digits.iter().any(u8::is_ascii_lowercase)
        && digits.iter().all(|byte| digit(*byte).is_some());
    (0..4).take_while(move |_| whole).filter_map(move |from| text(&digits[from..])).chain(hexadecimal(value))
}

/// The text that a value of nothing but hexadecimal digits stands for.
fn hexadecimal(value: &[u8]) -> Option<Vec<u8>> {
    let digits = value.strip_prefix(b"0x").unwrap_or(value);
    if !(FEWEST..=MOST).contains(&digits.len()) || !digits.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| {
        Some(nibble(pair[0])? << 4 | nibble(pair[1])?).filter(|byte| (b' '..=b'~').contains(byte))
    };
    digits.chunks_exact(2).map(byte).collect()
}

/// The first bytes that a value in base 64 stands for, or nothing if it is none or short.
pub(crate) fn head(value: &[u8]) -> Option<Vec<u8>> {
    let digits = value.trim_ascii();
    if digits.len() < 16
        || !digits.iter().take(64).all(|byte| digit(*byte).is_some() || PADDING.contains(byte))
    {
        return None;
    }
    let mut out = Vec::with_capacity(24);
    for group in digits[..digits.len().min(32)].chunks_exact(4) {
        let bits = group.iter().try_fold(0_u32, |bits, byte| Some(bits << 6 | u32::from(digit(*byte)?)))?;
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    Some(out)
}

/// Decoded, if it is text.
fn text(digits: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in digits {
        bits = (bits << 6 | u32::from(digit(*byte)?)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            let byte = u8::try_from(bits >> held & 0xff).ok()?;
            if !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r') {
                return None;
            }
            out.push(byte);
        }
    }
    Some(out)
}

fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        let first = |value: &str| texts(value.as_bytes()).next().map(|text| String::from_utf8(text).unwrap());
        assert_eq!(first("NycgdW5pb24gc2VsZWN0").as_deref(), Some("7' union select"));
        assert_eq!(first("NycgdW5pb24gc2VsZWN0IDQ=").as_deref(), Some("7' union select 4"));
        assert_eq!(first("xNycgdW5pb24gc2VsZWN0").as_deref(), Some("7' union select"));
        for value in ["Administrator", "short", "a b c d e f g h", "2026-11-22T10:00:00", ""] {
            assert_eq!(first(value), None, "{value}");
        }
    }
}
