//! Entities of HTML: `&lt;`, `&#60`, `&#x3c;`, `&colon;`. Only those that stand for ASCII: others cannot do anything.

use super::percent::hex;

/// Names that stand for ASCII, as browsers read them.
const NAMES: &[(&str, u8)] = &[
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("gt", b'>'),
    ("lbrace", b'{'),
    ("lbrack", b'['),
    ("lcub", b'{'),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lsqb", b'['),
    ("lt", b'<'),
    ("newline", b'\n'),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("quot", b'"'),
    ("rbrace", b'}'),
    ("rbrack", b']'),
    ("rcub", b'}'),
    ("rpar", b')'),
    ("rsqb", b']'),
    ("semi", b';'),
    ("sol", b'/'),
    ("tab", b'\t'),
    ("verbar", b'|'),
    ("vert", b'|'),
];

/// Decoded once, or nothing if there is no entity.
pub(super) fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let first = memchr::memchr(b'&', value)?;
    let mut out = value[..first].to_vec();
    let mut at = first;
    let mut changed = false;
    // Browsers split a tag before they read entities: a quote written as one ends no attribute.
    let mut tag = in_tag(&value[..first]);
    while at < value.len() {
        if let Some((character, length)) =
            one(&value[at..]).filter(|(found, _)| !(tag && matches!(found, '"' | '\'')))
        {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            at += length;
            changed = true;
        } else {
            tag = match value[at] {
                b'<' => opens(&value[at + 1..]),
                b'>' => false,
                _ => tag,
            };
            out.push(value[at]);
            at += 1;
        }
    }
    changed.then_some(out)
}

/// Whether a text ends inside of a tag.
fn in_tag(text: &[u8]) -> bool {
    memchr::memrchr2(b'<', b'>', text).is_some_and(|at| text[at] == b'<' && opens(&text[at + 1..]))
}

/// Whether what stands behind a `<` begins a tag.
fn opens(rest: &[u8]) -> bool {
    rest.first().is_some_and(u8::is_ascii_alphabetic)
}

/// The character that an entity at the start stands for, and its length.
fn one(rest: &[u8]) -> Option<(char, usize)> {
    let body = rest.strip_prefix(b"&")?;
    if let Some(number) = body.strip_prefix(b"#") {
        let (radix, digits) = match number {
            [b'x' | b'X', digits @ ..] => (16, digits),
            _ => (10, number),
        };
        let length = digits.iter().take(12).take_while(|byte| char::from(**byte).is_digit(radix)).count();
        let value = if radix == 16 { hex(&digits[..length]) } else { decimal(&digits[..length]) };
        let character = char::from_u32(value.filter(|_| length > 0)?)?;
        let prefix = 2 + usize::from(radix == 16) + length;
        return Some((character, prefix + usize::from(rest.get(prefix) == Some(&b';'))));
    }
    let length = body.iter().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = body[..length].to_ascii_lowercase();
    let byte = NAMES.iter().find(|(known, _)| known.as_bytes() == name)?.1;
    (body.get(length) == Some(&b';')).then_some((char::from(byte), length + 2))
}

fn decimal(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_what_stays() {
        for (value, decoded) in [
            ("&lt;b&gt;", "<b>"),
            ("&#60b&#x3E;", "<b>"),
            ("&#0000106;s&Tab;", "js\t"),
            ("java&colon;", "java:"),
            ("<b x='&quot;&lt;'>&quot;", "<b x='&quot;<'>\""),
        ] {
            assert_eq!(decode(value.as_bytes()).unwrap(), decoded.as_bytes(), "{value}");
        }
        for value in ["a & b", "a=1&b=2", "&nbsp;", "&#;", "&#x110000;", "&#99999999999;", "&lt"] {
            assert_eq!(decode(value.as_bytes()), None, "{value}");
        }
    }
}
