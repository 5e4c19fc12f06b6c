//! Escapes of JavaScript, JSON, PHP and CSS: `\u0027`, `\u{27}`, `\x27`, `\n`. Other backslashes stay.

use super::percent::hex;

/// Decoded once, or nothing if there is no escape.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let first = memchr::memchr(b'\\', value)?;
    let mut out = value[..first].to_vec();
    let mut at = first;
    let mut changed = false;
    // `C:\new` and `\\host\name` are paths, not lines.
    let lines = memchr::memmem::find(value, b":\\").is_none() && !value.starts_with(b"\\\\");
    while at < value.len() {
        if let Some((character, length)) = one(&value[at..], lines) {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            at += length;
            changed = true;
        } else {
            out.push(value[at]);
            at += 1;
        }
    }
    changed.then_some(out)
}

/// What an escape at the start stands for, and how long it is.
fn one(rest: &[u8], lines: bool) -> Option<(char, usize)> {
    let (character, length) = match rest {
        [b'\\', b'u', b'{', digits @ ..] => {
            let length = digits.iter().take(6).position(|byte| *byte == b'}').filter(|length| *length > 0)?;
            (hex(&digits[..length])?, length + 4)
        }
        [b'\\', b'u', a, b, c, d, ..] => (hex(&[*a, *b, *c, *d])?, 6),
        [b'\\', b'x', a, b, ..] => (hex(&[*a, *b])?, 4),
        // Octal, of what can be seen.
        [b'\\', a @ b'0'..=b'1', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] if lines => {
            let octal = |digit: &u8| u32::from(digit - b'0');
            (Some(octal(a) << 6 | octal(b) << 3 | octal(c)).filter(|value| (32..127).contains(value))?, 4)
        }
        [b'\\', b'n' | b'r', ..] if lines => (u32::from(b'\n'), 2),
        [b'\\', b'/', ..] => (u32::from(b'/'), 2),
        _ => return None,
    };
    Some((char::from_u32(character)?, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        for (value, decoded) in [
            ("\\u003cb\\u003E", "<b>"),
            ("\\x3cb", "<b"),
            ("\\u{3c}b", "<b"),
            ("a\\n;", "a\n;"),
            ("<\\/b>", "</b>"),
        ] {
            assert_eq!(decode(value.as_bytes()).unwrap(), decoded.as_bytes(), "{value}");
        }
        for value in ["C:\\new\\users", "\\u12", "\\", "\\u{}", "\\u{1234567}", "no"] {
            assert_eq!(decode(value.as_bytes()), None, "{value}");
        }
    }
}
