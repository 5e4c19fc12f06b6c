//! Calls by their shape: a word, an opening bracket without a gap, and an argument as programs write it. Whatever the function is called,
//! nobody puts that into a name, a number or a short note. Refuses long prose, where people speak about programs.

use crate::{
    Place,
    bytes::{from, is_space, is_word, word, word_before},
    prefilter::Marks,
    view::{Hit, View},
};

/// Functions of style sheets, which values of settings may hold, in order.
const STYLE: &[&str] = &[
    "attr",
    "calc",
    "clamp",
    "hsl",
    "hsla",
    "lab",
    "lch",
    "matrix",
    "max",
    "min",
    "not",
    "rgb",
    "rgba",
    "rotate",
    "scale",
    "translate",
    "url",
    "var",
];

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::PAREN)
        || matches!(view.place, Place::UserAgent | Place::Body)
        || view.is_prose()
    {
        return None;
    }
    memchr::memchr_iter(b'(', view.low).find_map(|left| {
        let name = word_before(view.low, left);
        let start = left - name.len();
        let tex = start > 0 && view.low[start - 1] == b'\\';
        let named = name.len() > 1
            && !tex
            && !name.ends_with(b"_")
            && !name[0].is_ascii_digit()
            && !crate::bytes::listed(STYLE, name);
        (named && argued(view.low, start, left)).then(|| Hit::new("code.call", start, left + 24))
    })
}

/// Whether what stands in the brackets is an argument.
fn argued(text: &[u8], start: usize, left: usize) -> bool {
    let name = &text[start..left];
    let rest = from(text, left + 1);
    let gap = rest.iter().take_while(|byte| is_space(**byte)).count();
    let rest = &rest[gap..];
    let made = name.contains(&b'_');
    // `a.b(1)`, `=f(1)`, `;f(1)`: the name continues an expression.
    let joined = start.checked_sub(1).is_some_and(|at| b".=;{(!+,>&|$@'\"".contains(&text[at]));
    let deep = text[..start]
        .iter()
        .rev()
        .take_while(|byte| is_word(**byte) || **byte == b'.')
        .filter(|byte| **byte == b'.')
        .count()
        > 2;
    match rest {
        _ if deep && joined => true,
        [] => made || joined,
        [b':', byte, ..] if byte.is_ascii_lowercase() => true,
        // `query($id: ID!)` declares a variable of GraphQL, `($top=3)` an option of OData.
        [b'$', name @ ..]
            if from(name, word(name, 0).len()).first().is_some_and(|byte| b":=".contains(byte)) =>
        {
            false
        }
        [b'\'' | b'"' | b'`' | b'$' | b'@' | b'[' | b'\\', ..] => true,
        [b')', after @ ..] => {
            made || joined || !after.iter().take(64).any(|byte| is_word(*byte)) || after.starts_with(b".")
        }
        [byte, ..] if byte.is_ascii_digit() || *byte == b'-' => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit() || b"-.".contains(byte)).count();
            made && rest.get(digits) == Some(&b',') || joined && start > 0
        }
        _ => {
            let inner = word(rest, 0);
            let next = from(rest, inner.len());
            !inner.is_empty()
                && (next.first() == Some(&b'(')
                    || (made && next.first().is_some_and(|byte| b"),".contains(byte)))
                    || (next.starts_with(b".")
                        && next.get(1).is_some_and(u8::is_ascii_alphabetic)
                        && (made || (joined && text[start - 1] == b'.'))))
        }
    }
}
