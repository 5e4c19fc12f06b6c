//! UTF-7: `+ADw-` for `<`. Only single runs that stand for ASCII are opened.

/// Decoded, or nothing if there is no run.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    for plus in memchr::memchr_iter(b'+', value) {
        if plus < copied {
            continue;
        }
        if let Some((byte, length)) = one(&value[plus..]) {
            out.extend_from_slice(&value[copied..plus]);
            out.push(byte);
            copied = plus + length;
        }
    }
    (copied > 0).then(|| [&out, &value[copied..]].concat())
}

/// One character: three digits of base 64 carry sixteen bits.
fn one(rest: &[u8]) -> Option<(u8, usize)> {
    let [_, b'A' | b'a', second, third, after @ ..] = rest else { return None };
    // Some filters make everything small; the shapes of the common ones are kept apart.
    let byte = match (second, third) {
        (b'D' | b'd', b'w' | b'W') => b'<',
        (b'D' | b'd', b'4') => b'>',
        (b'C' | b'c', b'I' | b'i') => b'"',
        (b'C' | b'c', b'c') => b'\'',
        _ => u8::try_from((digit(*second)? << 4 | digit(*third)? >> 2) & 0x3ff).ok().filter(u8::is_ascii)?,
    };
    let dash = usize::from(after.first() == Some(&b'-'));
    (dash == 1 || matches!(byte, b'<' | b'>')).then_some((byte, 4 + dash))
}

fn digit(byte: u8) -> Option<u16> {
    Some(u16::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        assert_eq!(decode(b"+ADw-b+AD4-").unwrap(), b"<b>");
        assert_eq!(decode(b"+adw-b+ad4").unwrap(), b"<b>");
        assert_eq!(decode(b"+AHs-x").unwrap(), b"{x");
        for value in ["a+b", "+ABC", "C++", "+A"] {
            assert_eq!(
                decode(value.as_bytes()).map(|v| String::from_utf8_lossy(&v).into_owned()),
                None,
                "{value}"
            );
        }
    }
}
