//! Values that are text in base 64, or in hexadecimal digits, from end to end. A back end that decodes them reads the text, so it is looked at too. Refuses what
//! decodes to bytes that nobody would write.

/// Digits below which a word is a word.
const FEWEST: usize = 10;
/// Digits beyond which it is a file.
const MOST: usize = 8192;
/// Bytes of padding, and signs of the end, that are left out.
const PADDING: &[u8] = b"=";

/// The texts that a value may stand for: read from each of its first four digits on, since some put it behind others; and from
/// hexadecimal digits. Nothing is copied for a value that stands for none.
pub(crate) fn texts(value: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let digits = value.trim_ascii();
    let end = digits.len() - digits.iter().rev().take_while(|byte| PADDING.contains(byte)).count();
    let digits = &digits[..end];
    let whole = (FEWEST..=MOST).contains(&digits.len())
        && digits.iter().any(u8::is_ascii_uppercase)
        && digits.iter().any(u8::is_ascii_lowercase)
        && digits.iter().all(|byte| digit_of_addresses(*byte).is_some());
    (0..4)
        .take_while(move |_| whole)
        .filter_map(move |from| text(decoded(&digits[from..])))
        .chain(hexadecimal(value))
}

/// The text that a value of nothing but hexadecimal digits stands for.
fn hexadecimal(value: &[u8]) -> Option<Vec<u8>> {
    let digits = value.strip_prefix(b"0x").unwrap_or(value);
    let whole = (FEWEST..=MOST).contains(&digits.len())
        && digits.len().is_multiple_of(2)
        && digits.iter().all(u8::is_ascii_hexdigit);
    let nibble =
        |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
    whole
        .then(|| text(digits.chunks_exact(2).map(move |pair| nibble(pair[0]) << 4 | nibble(pair[1]))))
        .flatten()
}

/// The first bytes that a value in base 64 stands for, or nothing if it is none or short.
pub(crate) fn head(value: &[u8]) -> Option<[u8; 12]> {
    let digits = value.trim_ascii();
    let looked = &digits[..digits.len().min(64)];
    if !looked.iter().all(|byte| digit_of_addresses(*byte).is_some() || PADDING.contains(byte))
        || looked.len() < 16
    {
        return None;
    }
    let mut head = [0; 12];
    let mut bytes = decoded(&looked[..16]);
    head.iter_mut().try_for_each(|byte| bytes.next().map(|next| *byte = next))?;
    Some(head)
}

/// The bytes, if all of them are text.
fn text(bytes: impl Iterator<Item = u8> + Clone) -> Option<Vec<u8>> {
    let written = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    bytes.clone().all(written).then(|| bytes.collect())
}

/// What digits stand for, up to the first byte that is none.
fn decoded(digits: &[u8]) -> impl Iterator<Item = u8> + Clone + '_ {
    let (mut bits, mut held) = (0_u32, 0);
    digits.iter().map_while(|byte| digit_of_addresses(*byte)).filter_map(move |digit| {
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        held += 6;
        if held < 8 {
            return None;
        }
        held -= 8;
        u8::try_from(bits >> held & 0xff).ok()
    })
}

/// The digit that a byte is in either alphabet.
fn digit_of_addresses(byte: u8) -> Option<u8> {
    match byte {
        b'-' => Some(62),
        b'_' => Some(63),
        byte => digit(byte),
    }
}

/// The digit that a byte is.
pub(crate) fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
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
        assert_eq!(first("3c7376672f6f6e6c6f61643d783e").as_deref(), Some("<svg/onload=x>"));
        assert_eq!(
            head(b"rO0ABXNyABFqYXZhLnV0aWw=").map(|head| head[..4].to_vec()).as_deref(),
            Some(&b"\xac\xed\0\x05"[..])
        );
        for value in ["Administrator", "short", "a b c d e f g h", "2026-11-22T10:00:00", ""] {
            assert_eq!(first(value), None, "{value}");
        }
    }
}
