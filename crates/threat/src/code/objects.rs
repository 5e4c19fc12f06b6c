//! Objects in the form in which languages write them down: decoding them runs code. Refuses to decode any.

use crate::{
    base64,
    bytes::{first_of, is_word, window},
    needles::{Needles, automaton},
    told,
    view::{Hit, View},
};

/// Beginnings of such objects, in base 64, hexadecimal and text; capitals matter.
pub(crate) const BEGINNINGS: &[&str] = &[
    "rO0AB",
    "KztAAU",
    "Cs7QAF",
    "H4sIAAAAAAAA",
    "aced0005",
    "ACED0005",
    "AAEAAAD/////",
    "_$$ND_FUNC$$_",
    "!!javax.",
    "!!python/",
    "!ruby/object",
    "\u{4}\u{8}o:",
    "csubprocess\n",
    "cos\nsystem",
    "cposix\nsystem",
    "c__builtin__\n",
    "gASV",
    "Tzo",
    "/wEy",
    "phar\\_",
    "!ruby/",
    "!php/",
    "!java",
    "!!com.",
    "!!org.",
    "$$BCEL$$",
    "json_class",
    "py/object",
    "py/reduce",
    "clr-namespace:",
    "schemas.microsoft.com/clr/",
    "ObjectDataProvider",
    "java.beans.XMLDecoder",
    "\\x04\\x08o",
    "\\x80\\x04\\x95",
];

static KNOWN: Needles = Needles::new(|| automaton(BEGINNINGS));

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let told = view
        .told
        .has(told::OBJECTS)
        .then(|| KNOWN.find(view.raw))
        .flatten()
        .and_then(|_| first_of(view.raw, BEGINNINGS))
        .filter(|(start, end)| {
            let bounded = *start == 0 || !is_word(view.raw[start - 1]);
            let short = end - start < 5;
            bounded
                && (!short || (*start == 0 && view.raw.len() > 24 && view.raw[*start..].starts_with(b"gASV")))
        });
    told.map(|(start, end)| Hit::new("code.object", start, end))
        .or_else(|| pickle(view.raw))
        .or_else(|| php(view.raw))
        .or_else(|| in_base64(view.raw).then(|| Hit::new("code.object", 0, 12)))
}

/// Bytes within which a pickle names its module and function.
const LONGEST_NAMES: usize = 256;

/// `cmodule\nname\n(`: the first form of Python's pickles, which names what it calls.
fn pickle(text: &[u8]) -> Option<Hit> {
    memchr::memchr2_iter(b'c', b'i', text)
        .filter(|at| *at == 0 || matches!(text[at - 1], b'\n' | b'(' | b'.'))
        .find_map(|at| {
            let mut lines = window(text, at + 1, LONGEST_NAMES).split(|byte| *byte == b'\n');
            let named = |line: Option<&[u8]>| {
                line.is_some_and(|line| {
                    !line.is_empty() && line.iter().all(|byte| is_word(*byte) || *byte == b'.')
                })
            };
            let (module, name) = (named(lines.next()), named(lines.next()));
            let opens = lines.next().is_some_and(|line| {
                line.starts_with(b"(")
                    || line.starts_with(b".")
                    || line.starts_with(b"S")
                    || line.starts_with(b"p")
            });
            (module && name && opens).then(|| Hit::new("code.object", at, at + 24))
        })
}

/// Whether a value in base 64 is an object.
pub(crate) fn in_base64(value: &[u8]) -> bool {
    base64::head(value).is_some_and(|head| is_object(&head))
}

/// Whether decoded bytes begin as a language writes its objects: Java, Python, Ruby, .NET.
fn is_object(head: &[u8]) -> bool {
    match head {
        [0xac, 0xed, 0, 5, ..]
        | [0xca, 0xfe, 0xba, 0xbe, ..]
        | [0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, ..]
        | [0xff, 1, 0x32, ..] => true,
        [0x80, 2..=5, rest @ ..] => rest.iter().any(|byte| b"c(]}q\x95".contains(byte)),
        // A hash alone is what Rails keeps in its own cookies.
        [4, 8, kind, ..] => b"o[ceuU@".contains(kind),
        _ => false,
    }
}

/// `O:4:"User":1:{`, `a:1:{`, `C:…`, `s:4:"…";` in a row.
fn php(text: &[u8]) -> Option<Hit> {
    for colon in memchr::memchr_iter(b':', text) {
        let Some(kind) = colon.checked_sub(1).map(|at| text[at]) else { continue };
        if !b"OCE".contains(&kind) || (colon > 1 && (is_word(text[colon - 2]) || text[colon - 2] == b'/')) {
            continue;
        }
        let digits = text[colon + 1..]
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'+')
            .count();
        let after = text.get(colon + 1 + digits..).unwrap_or_default();
        let object = after.starts_with(b":\"");
        if digits > 0 && object {
            return Some(Hit::new("code.object", colon - 1, colon + 24));
        }
    }
    None
}
