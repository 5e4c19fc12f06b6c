//! Other spellings of the same characters, which some back end reads back: percent signs, entities, escapes, base 64,
//! other encodings of Unicode. Knows no language.

#![expect(clippy::unnecessary_wraps, reason = "every rewriting has one shape")]

use std::fmt::Write;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::{Value, dice::Dice, done};

type Out = Option<Vec<u8>>;

/// Each character that `chosen` takes is spelled by `spell`, the others stand.
fn spelled(
    text: &str,
    mut chosen: impl FnMut(char) -> bool,
    mut spell: impl FnMut(&mut String, char),
) -> Out {
    let mut out = String::new();
    for c in text.chars() {
        if chosen(c) { spell(&mut out, c) } else { out.push(c) }
    }
    done(text, out)
}

fn is_sign(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

fn percent_bytes(out: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(out, "%{byte:02x}");
    }
}

pub(crate) fn percent(value: Value<'_>, _: &mut Dice) -> Out {
    spelled(value.text, is_sign, percent_bytes)
}

pub(crate) fn percent_all(value: Value<'_>, dice: &mut Dice) -> Out {
    spelled(
        value.text,
        |_| true,
        |out, c| {
            let mut hex = String::new();
            percent_bytes(&mut hex, c);
            out.push_str(&if dice.coin() { hex.to_ascii_uppercase() } else { hex });
        },
    )
}

/// Here and there a character.
pub(crate) fn percent_some(value: Value<'_>, dice: &mut Dice) -> Out {
    spelled(value.text, |c| dice.below(if is_sign(c) { 2 } else { 5 }) == 0 || c == '%', percent_bytes)
}

pub(crate) fn percent_twice(value: Value<'_>, dice: &mut Dice) -> Out {
    let once = String::from_utf8(percent(value, dice)?).ok()?;
    Some(once.replace('%', "%25").into_bytes())
}

pub(crate) fn percent_u(value: Value<'_>, _: &mut Dice) -> Out {
    spelled(value.text, is_sign, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "%u{unit:04x}");
        }
    })
}

pub(crate) fn entities_decimal(value: Value<'_>, dice: &mut Dice) -> Out {
    let zeros = dice.pick(&["", "", "0", "0000"]);
    spelled(value.text, is_sign, |out, c| {
        let _ = write!(out, "&#{zeros}{};", u32::from(c));
    })
}

pub(crate) fn entities_hex(value: Value<'_>, dice: &mut Dice) -> Out {
    let x = dice.pick(&["x", "X", "x00"]);
    spelled(
        value.text,
        |c| is_sign(c) || dice.below(4) == 0,
        |out, c| {
            let _ = write!(out, "&#{x}{:x};", u32::from(c));
        },
    )
}

/// Without semicolons, where what follows cannot be taken for a digit.
pub(crate) fn entities_open(value: Value<'_>, dice: &mut Dice) -> Out {
    let hex = dice.coin();
    let mut out = String::new();
    let mut rest = value.text.chars().peekable();
    while let Some(c) = rest.next() {
        if !is_sign(c) {
            out.push(c);
            continue;
        }
        let _ = if hex { write!(out, "&#x{:x}", u32::from(c)) } else { write!(out, "&#{}", u32::from(c)) };
        if rest.peek().is_some_and(|next| next.is_ascii_hexdigit() || *next == ';') {
            out.push(';');
        }
    }
    done(value.text, out)
}

const NAMES: [(char, &str); 24] = [
    ('<', "&lt;"),
    ('>', "&gt;"),
    ('"', "&quot;"),
    ('\'', "&apos;"),
    ('&', "&amp;"),
    ('(', "&lpar;"),
    (')', "&rpar;"),
    (':', "&colon;"),
    (';', "&semi;"),
    ('/', "&sol;"),
    ('\\', "&bsol;"),
    ('=', "&equals;"),
    ('.', "&period;"),
    (',', "&comma;"),
    ('{', "&lcub;"),
    ('}', "&rcub;"),
    ('[', "&lbrack;"),
    (']', "&rbrack;"),
    ('$', "&dollar;"),
    ('|', "&vert;"),
    ('%', "&percnt;"),
    ('#', "&num;"),
    ('`', "&grave;"),
    ('*', "&ast;"),
];

pub(crate) fn entities_named(value: Value<'_>, _: &mut Dice) -> Out {
    let name = |c: char| NAMES.iter().find(|(sign, _)| *sign == c).map(|(_, name)| *name);
    spelled(value.text, |c| name(c).is_some(), |out, c| out.push_str(name(c).unwrap_or_default()))
}

fn unicode(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

pub(crate) fn json_escapes(value: Value<'_>, dice: &mut Dice) -> Out {
    spelled(value.text, |c| c != ' ' && (is_sign(c) || dice.below(5) == 0), unicode)
}

/// As scripts spell them, `\x3c` or `\074`, when they write a text into the page.
pub(crate) fn script_escapes(value: Value<'_>, dice: &mut Dice) -> Out {
    if value.class == "xss" && !value.text.contains('<') {
        return None;
    }
    let octal = dice.below(4) == 0;
    spelled(
        value.text,
        |c| c.is_ascii() && is_sign(c) && c != ' ',
        |out, c| {
            let _ = if octal {
                write!(out, "\\{:03o}", u32::from(c))
            } else {
                write!(out, "\\x{:02x}", u32::from(c))
            };
        },
    )
}

/// Signs in two or three bytes instead of one.
pub(crate) fn overlong(value: Value<'_>, dice: &mut Dice) -> Out {
    let (raw, long) = (dice.coin(), dice.below(3) == 0);
    let mut out = Vec::new();
    for byte in value.text.bytes() {
        if !byte.is_ascii_punctuation() {
            out.push(byte);
            continue;
        }
        let bytes = if long {
            vec![0xe0, 0x80 | byte >> 6, 0x80 | byte & 0x3f]
        } else {
            vec![0xc0 | byte >> 6, 0x80 | byte & 0x3f]
        };
        if raw {
            out.extend(bytes);
        } else {
            for byte in bytes {
                out.extend(format!("%{byte:02X}").bytes());
            }
        }
    }
    Some(out)
}

/// UTF-7 with every sign shifted by itself.
pub(crate) fn utf7(value: Value<'_>, _: &mut Dice) -> Out {
    let direct = |c: char| c.is_ascii_alphanumeric() || " \t\r\n'(),-./:?".contains(c);
    spelled(
        value.text,
        |c| !direct(c),
        |out, c| {
            let bytes: Vec<u8> =
                c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()).collect();
            let _ = write!(out, "+{}-", BASE64_STANDARD.encode(bytes).trim_end_matches('='));
        },
    )
}

/// UTF-16 without a mark of its order, read as bytes.
pub(crate) fn utf16(value: Value<'_>, dice: &mut Dice) -> Out {
    let little = dice.coin();
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    Some(value.text.encode_utf16().flat_map(bytes).collect())
}

/// A null byte inside every word.
pub(crate) fn nulls(value: Value<'_>, _: &mut Dice) -> Out {
    let mut run = 0;
    spelled(
        value.text,
        |c| {
            run = if c.is_ascii_alphabetic() { run + 1 } else { 0 };
            run == 2
        },
        |out, c| {
            out.push('\0');
            out.push(c);
        },
    )
}

fn base64_of(text: &str, dice: &mut Dice) -> String {
    if dice.coin() { BASE64_STANDARD.encode(text) } else { BASE64_URL_SAFE_NO_PAD.encode(text) }
}

/// As a back end keeps state in cookies and hidden fields.
pub(crate) fn base64(value: Value<'_>, dice: &mut Dice) -> Out {
    (value.text.len() >= 8).then(|| base64_of(value.text, dice).into_bytes())
}

/// A session in base 64 with the value in one of its fields.
pub(crate) fn base64_json(value: Value<'_>, dice: &mut Dice) -> Out {
    let session = json!({ "uid": 8_812, "view": "month", "last": value.text }).to_string();
    Some(base64_of(&session, dice).into_bytes())
}
