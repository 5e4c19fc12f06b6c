//! Other letters that a back end takes for the same: wide, mathematical, in other case, with marks between. Knows which
//! words of a language have no case, and nothing else of it.

use super::{Value, dice::Dice, done, sql, words};

type Out = Option<Vec<u8>>;

fn mapped(text: &str, map: impl FnMut(char) -> char) -> Out {
    done(text, text.chars().map(map).collect())
}

fn wide(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c }
}

pub(crate) fn full_width(value: Value<'_>, _: &mut Dice) -> Out {
    mapped(value.text, wide)
}

pub(crate) fn full_width_signs(value: Value<'_>, _: &mut Dice) -> Out {
    mapped(value.text, |c| if c.is_ascii_punctuation() { wide(c) } else { c })
}

/// Bold, without serifs, both, and of one width: capitals, small letters, digits.
const STYLES: [[u32; 3]; 4] = [
    [0x1_d400, 0x1_d41a, 0x1_d7ce],
    [0x1_d5a0, 0x1_d5ba, 0x1_d7e2],
    [0x1_d5d4, 0x1_d5ee, 0x1_d7ec],
    [0x1_d670, 0x1_d68a, 0x1_d7f6],
];

pub(crate) fn mathematical(value: Value<'_>, dice: &mut Dice) -> Out {
    let style = STYLES[dice.below(STYLES.len())];
    mapped(value.text, |c| {
        let (first, base) = match c {
            'A'..='Z' => (u32::from(c) - 65, style[0]),
            'a'..='z' => (u32::from(c) - 97, style[1]),
            '0'..='9' => (u32::from(c) - 48, style[2]),
            _ => return c,
        };
        char::from_u32(base + first).unwrap_or(c)
    })
}

/// Letters in circles, which the rules for names of hosts take for letters.
pub(crate) fn circled(value: Value<'_>, _: &mut Dice) -> Out {
    let host = |c: char| match c {
        'a'..='z' => char::from_u32(u32::from(c) - 97 + 0x24d0).unwrap_or(c),
        '1'..='9' => char::from_u32(u32::from(c) - 49 + 0x2460).unwrap_or(c),
        '0' => '\u{24ea}',
        '.' => '\u{3002}',
        _ => c,
    };
    let (scheme, rest) = value.text.split_once("://")?;
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    if rest.contains(['@', '[', '%']) || end == 0 {
        return None;
    }
    let name: String = rest[..end].chars().map(host).collect();
    done(value.text, format!("{scheme}://{name}{}", &rest[end..]))
}

/// Marks of direction, which the platform takes out of text that it keeps.
pub(crate) fn directions(value: Value<'_>, dice: &mut Dice) -> Out {
    let mut out = String::new();
    let mut run = 0;
    for c in value.text.chars() {
        run = if c.is_ascii_alphabetic() { run + 1 } else { 0 };
        if run % 4 == 3 {
            out.push_str(
                dice.pick(&["\u{200e}", "\u{200f}", "\u{202a}", "\u{202c}", "\u{2066}", "\u{2069}"]),
            );
        }
        out.push(c);
    }
    done(value.text, out)
}

fn mix(word: &str, dice: &mut Dice) -> String {
    let turn = |c: char| if dice.coin() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    word.chars().map(turn).collect()
}

/// Only the words that have no case where they stand.
pub(crate) fn mixed_case(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let out = match value.class {
        "sqli" => words(text, |word, _| sql::is_keyword(word).then(|| mix(word, dice))),
        "xss" => words(text, |word, at| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            let tag = before.ends_with('<') || before.ends_with("</");
            let handler =
                word.len() > 4 && word.to_ascii_lowercase().starts_with("on") && after.starts_with('=');
            let scheme = word.eq_ignore_ascii_case("javascript") && after.starts_with(':');
            (tag || handler || scheme).then(|| mix(word, dice))
        }),
        "ldap" => words(text, |word, at| text[..at].ends_with('(').then(|| mix(word, dice))),
        "log4shell" => words(text, |word, at| {
            (text[..at].ends_with("${") && text[at + word.len()..].starts_with(':')).then(|| mix(word, dice))
        }),
        "ssrf" => {
            let (scheme, rest) = text.split_once("://")?;
            let end = rest.find('/').unwrap_or(rest.len());
            format!("{}://{}{}", mix(scheme, dice), mix(&rest[..end], dice), &rest[end..])
        }
        "filename" => {
            let (name, ending) = text.rsplit_once('.').filter(|(name, _)| !name.is_empty())?;
            format!("{name}.{}", mix(ending, dice))
        }
        "harmless" => mix(text, dice),
        _ => return None,
    };
    done(text, out)
}
