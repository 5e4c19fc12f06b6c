//! Percent signs: `%27`, `%u0027`, and the overlong UTF-8 that they like to carry.

/// Decoded once, or nothing if no percent sign or overlong sequence stands there.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let overlong = value.iter().any(|byte| matches!(byte, 0xc0 | 0xc1 | 0xe0 | 0xf0 | 0xf8 | 0xfc));
    if !value.contains(&b'%') && !overlong {
        return None;
    }
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        let (character, length) = one(&value[at..]);
        match character {
            Some(c) if length < 5 => out.push(u8::try_from(u32::from(c)).unwrap_or(b'?')),
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.push(value[at]),
        }
        at += if character.is_some() { length } else { 1 };
    }
    shorten(&mut out);
    Some(out)
}

/// What a percent sign at the start stands for, and how long it is.
fn one(rest: &[u8]) -> (Option<char>, usize) {
    match rest {
        [b'%', b'u' | b'U', a, b, c, d, ..] => match hex(&[*a, *b, *c, *d]).and_then(char::from_u32) {
            Some(character) => (Some(character), 6),
            None => (None, 1),
        },
        // `%2%f` is what one round leaves of `%%32%%66`; lenient decoders take it for a slash.
        [b'%', a, b'%', b, after @ ..]
            if a.is_ascii_hexdigit() && !after.first().is_some_and(u8::is_ascii_hexdigit) =>
        {
            (hex(&[*a, *b]).filter(|value| *value < 128).and_then(char::from_u32), 4)
        }
        [b'%', a, b, ..] => match hex(&[*a, *b]).and_then(char::from_u32) {
            Some(character) => (Some(character), 3),
            None => (None, 1),
        },
        _ => (None, 1),
    }
}

/// A number in hexadecimal digits.
pub(super) fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |sum, digit| {
        char::from(*digit).to_digit(16).and_then(|digit| sum.checked_mul(16)?.checked_add(digit))
    })
}

/// Overlong sequences as the one byte that they mean to lenient decoders, which take the low six bits of whatever follows.
fn shorten(bytes: &mut Vec<u8>) {
    let (mut read, mut write) = (0, 0);
    while read < bytes.len() {
        let (byte, length) = overlong(&bytes[read..]).unwrap_or((bytes[read], 1));
        bytes[write] = byte;
        read += length;
        write += 1;
    }
    bytes.truncate(write);
}

/// The ASCII that a sequence of two to six bytes stands for, though one byte would do.
fn overlong(rest: &[u8]) -> Option<(u8, usize)> {
    let (lead, length) = match rest.first()? {
        lead @ (0xc0 | 0xc1) => (lead & 1, 2),
        0xe0 => (0, 3),
        0xf0 => (0, 4),
        0xf8 => (0, 5),
        0xfc => (0, 6),
        _ => return None,
    };
    let (last, middle) = rest.get(1..length)?.split_last()?;
    // Two bytes are read even when the second is none that may follow: `%c0%2f` and `%c0%6e` are known for it.
    let follows = |byte: &u8| byte & 0xc0 == 0x80;
    if length > 2 && !follows(last) {
        return None;
    }
    let value = middle.iter().try_fold(u32::from(lead), |value, byte| {
        follows(byte).then(|| value << 6 | u32::from(byte & 0x3f))
    })?;
    let value = u8::try_from(value << 6 | u32::from(last & 0x3f)).ok()?;
    (value.is_ascii() && (value > b' ' || follows(last))).then_some((value, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        let cases: [(&str, &[u8]); 8] = [
            ("%3Cb%3e", b"<b>"),
            ("%u003cb", b"<b"),
            ("100%", b"100%"),
            ("%zz%4", b"%zz%4"),
            ("%%32e", b"%2e"),
            ("%c0%ae%c0%af", b"./"),
            ("%e0%80%af", b"/"),
            ("%c3%a9", "é".as_bytes()),
        ];
        for (value, decoded) in cases {
            assert_eq!(decode(value.as_bytes()).unwrap(), decoded, "{value}");
        }
        assert_eq!(decode(b"nothing"), None);
    }
}
