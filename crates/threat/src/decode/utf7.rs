//! UTF-7: `+ADw-` for `<`, `+ADwAIQ-` for `<!`. Only runs that stand for ASCII are opened.

use crate::base64::digit;

/// The longest run that is read, in digits.
const LONGEST: usize = 256;

/// Decoded, or nothing if there is no run.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    for plus in memchr::memchr_iter(b'+', value) {
        if plus < copied {
            continue;
        }
        let digits =
            value[plus + 1..].iter().take(LONGEST).take_while(|byte| digit(**byte).is_some()).count();
        let run = &value[plus + 1..plus + 1 + digits];
        if let Some(text) = open(run).or_else(|| small(run)) {
            out.extend_from_slice(&value[copied..plus]);
            out.extend_from_slice(&text);
            let dash = value.get(plus + 1 + digits) == Some(&b'-');
            copied = plus + 1 + digits + usize::from(dash);
        }
    }
    (copied > 0).then(|| [&out, &value[copied..]].concat())
}

/// What a run of base 64 stands for: units of sixteen bits, all of them ASCII.
fn open(run: &[u8]) -> Option<Vec<u8>> {
    if run.first() != Some(&b'A') {
        return None;
    }
    let mut text = Vec::with_capacity(run.len() / 2);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in run {
        bits = bits << 6 | u32::from(digit(*byte)?);
        held += 6;
        if held >= 16 {
            held -= 16;
            let unit = u8::try_from(bits >> held & 0xffff).ok().filter(|unit| (9..127).contains(unit))?;
            text.push(unit);
            bits &= (1 << held) - 1;
        }
    }
    // What is left over is padding: less than a digit, and zero.
    (!text.is_empty() && held < 6 && bits == 0).then_some(text)
}

/// Some filters make everything small; the shapes of the common ones are kept apart.
fn small(run: &[u8]) -> Option<Vec<u8>> {
    Some(match run {
        b"adw" => b"<".to_vec(),
        b"ad4" => b">".to_vec(),
        b"aci" => b"\"".to_vec(),
        b"acc" => b"'".to_vec(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        assert_eq!(decode(b"+ADw-b+AD4-").unwrap(), b"<b>");
        assert_eq!(decode(b"+adw-b+ad4").unwrap(), b"<b>");
        assert_eq!(decode(b"+AHs-x").unwrap(), b"{x");
        assert_eq!(decode(b"+ADwAIQ-ENTITY x +AFs +AD4").unwrap(), b"<!ENTITY x [ >");
        for value in ["a+b", "+ABC", "C++", "+A", "+AAAA", "2+ABBA"] {
            assert_eq!(
                decode(value.as_bytes()).map(|v| String::from_utf8_lossy(&v).into_owned()),
                None,
                "{value}"
            );
        }
    }
}
