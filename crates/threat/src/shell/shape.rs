//! What only shells write, whatever the commands are called: `x(){ …;}`, `$a$b`, `c{a,oun}t`, `; word -flag`, `|/a/path`.
//! Refuses long prose.

use super::words;
use crate::{
    Place,
    bytes::{from, is_space, is_word, skip_space, trim, window, word, word_before},
    prefilter::Marks,
    view::{Hit, View},
};

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if view.is_prose() || view.place == Place::Body {
        return None;
    }
    let quick = [substitution, function, braces, variables, spelled];
    quick.iter().find_map(|rule| rule(view))
}

/// `$(word …)`, `$(>file)`, and a value that is nothing but `` `word` ``.
fn substitution(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if view.marks.has(Marks::TICK) {
        let whole = trim(text).strip_prefix(b"`").and_then(|rest| rest.strip_suffix(b"`"));
        let word = whole.is_some_and(|inner| {
            inner.len() > 1
                && inner[0].is_ascii_lowercase()
                && inner.iter().all(|byte| is_word(*byte) || b" -./".contains(byte))
        });
        if word {
            return Some(Hit::new("shell.substitution", 0, text.len()));
        }
    }
    if !view.marks.has(Marks::DOLLAR) {
        return None;
    }
    memchr::memmem::find_iter(text, b"$(").find_map(|at| {
        let inner = window(text, at + 2, 64);
        let opens = match inner {
            [b'<' | b'>' | b'{' | b'$' | b'/', ..] => true,
            [byte, ..] if byte.is_ascii_lowercase() && view.raw[at + 2].is_ascii_lowercase() => {
                let name = inner.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
                matches!(inner.get(name), Some(b')' | b' ' | b'$' | b'<' | b'>' | b'|' | b';'))
            }
            _ => false,
        };
        opens.then(|| Hit::new("shell.substitution", at, at + 32))
    })
}

/// `f(){ …`, `:(){ …`: a function of a shell; `;;` with `)` before: the arm of a case.
fn function(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if let Some(at) = view
        .marks
        .has(Marks::SEMICOLON)
        .then(|| memchr::memmem::find(text, b";;"))
        .flatten()
        .filter(|at| from(text, *at).contains(&b')'))
    {
        return Some(Hit::new("shell.case", at, at + 24));
    }
    if !view.marks.has(Marks::BRACE) {
        return None;
    }
    let at = memchr::memmem::find(text, b"()")?;
    let body = skip_space(text, at + 2);
    let ends =
        text.get(body) == Some(&b'{') && window(text, body, 400).iter().any(|byte| b";|&".contains(byte));
    let before = text[..at]
        .iter()
        .rposition(|byte| is_space(*byte) || b";|&\n".contains(byte))
        .map_or(0, |end| end + 1);
    let name = &text[before..at];
    let named =
        name == b":" || (!name.is_empty() && name.iter().all(|byte| is_word(*byte)) && name != b"function");
    (ends && named).then(|| Hit::new("shell.function", 0, at + 24))
}

/// `c{a,oun}t`: words in which one of the choices makes a command; and `{cat,/x}`.
fn braces(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::BRACE) {
        return None;
    }
    let text = view.low;
    memchr::memchr_iter(b'{', text).take(16).find_map(|open| {
        let inner = window(text, open + 1, 48);
        let close = inner.iter().position(|byte| *byte == b'}')?;
        let (inner, before) = (&inner[..close], word_before(text, open));
        let after = word(text, open + 2 + close);
        let choices = inner.split(|byte| *byte == b',');
        let made = inner.contains(&b',')
            && choices.into_iter().any(|choice| {
                let whole = [before, choice, after].concat();
                whole.len() > choice.len() && words::is_command(&whole)
            });
        made.then(|| Hit::new("shell.braces", open - before.len(), open + close))
    })
}

/// `$a$b`, `$c1$c2$c3`: variables that only together make a word; `${a:0:1}`, `%a:~0,1%`: letters cut out of one.
fn variables(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if let Some(hit) = view.marks.has(Marks::PERCENT).then(|| cut(text)).flatten() {
        return Some(hit);
    }
    if !view.marks.has(Marks::DOLLAR) {
        return None;
    }
    if let Some(at) = memchr::memmem::find_iter(text, b"<<<").find(|at| {
        *at > 0
            && is_word(text[at - 1])
            && from(text, at + 3).first().is_some_and(|byte| is_word(*byte) || b"'\"$ ".contains(byte))
    }) {
        return Some(Hit::new("shell.here-string", at.saturating_sub(8), at + 24));
    }
    // `=$'…'` is quoted by a shell; `${x#y}`, `${x%y}`, `${x/y/z}`, `${x^}` cut a variable.
    let written = memchr::memchr_iter(b'$', text).find(|at| {
        let rest = from(text, at + 1);
        let name = rest.strip_prefix(b"{").map(|rest| word(rest, 0).len()).filter(|name| *name > 0);
        (*at > 0 && text[at - 1] == b'=' && rest.starts_with(b"'"))
            || name.is_some_and(|name| {
                rest.get(name + 1).is_some_and(|byte| b"#%/^,".contains(byte)) && rest.contains(&b'}')
            })
    });
    if let Some(at) = written {
        return Some(Hit::new("shell.expansion", at, at + 24));
    }
    memchr::memchr_iter(b'$', text).filter(|at| *at == 0 || !is_word(text[at - 1])).find_map(|at| {
        let first = variable(text, at)?;
        let second = variable(text, first)?;
        let assigned = text[..at].contains(&b'=');
        (assigned || variable(text, second).is_some()).then(|| Hit::new("shell.expansion", at, second + 24))
    })
}

/// `%a:~0,1%`, `%a%%b%`: what the old Windows shell cuts out of variables and joins.
fn cut(text: &[u8]) -> Option<Hit> {
    if let Some(at) = memchr::memmem::find(text, b":~") {
        let name = word_before(text, at);
        if !name.is_empty() && text[..at - name.len()].ends_with(b"%") {
            return Some(Hit::new("shell.cut", at - name.len(), at + 8));
        }
    }
    let joined = memchr::memmem::find_iter(text, b"%%").find(|at| {
        let before = word_before(text, *at);
        let after = word(text, at + 2);
        !before.is_empty()
            && text[..at - before.len()].ends_with(b"%")
            && !after.is_empty()
            && from(text, at + 2 + after.len()).starts_with(b"%")
            && before[0].is_ascii_lowercase()
    })?;
    Some(Hit::new("shell.cut", joined.saturating_sub(8), joined + 8))
}

/// The end of a variable that stands at a place.
fn variable(text: &[u8], at: usize) -> Option<usize> {
    match from(text, at) {
        [b'$', b'{', rest @ ..] => {
            let name = rest.iter().take_while(|byte| is_word(**byte) || b":-".contains(byte)).count();
            (name > 0 && rest.get(name) == Some(&b'}')).then_some(at + name + 3)
        }
        [b'$', rest @ ..] => {
            let name = rest.iter().take_while(|byte| is_word(**byte)).count();
            (name > 0 && !rest[0].is_ascii_digit()).then_some(at + name + 1)
        }
        _ => None,
    }
}

/// `w^h^o`, `/b'i'n/x`, `wh""oami`: signs inside of words, which a shell takes away.
fn spelled(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let between = |at: usize, length: usize| {
        at > 0
            && view.raw[at - 1].is_ascii_lowercase()
            && view.raw.get(at + length).is_some_and(u8::is_ascii_lowercase)
    };
    let near = |at: usize| {
        from(text, at + 1).iter().take(3).take_while(|byte| byte.is_ascii_lowercase()).count() < 3
    };
    let carets = view
        .marks
        .has(Marks::CARET)
        .then(|| memchr::memchr_iter(b'^', text).filter(|at| between(*at, 1) && near(*at)).nth(1))
        .flatten();
    let quoted = if view.marks.has(Marks::QUOTE) { &[&b"''"[..], b"\"\""][..] } else { &[] };
    let empty =
        quoted.iter().find_map(|pair| memchr::memmem::find_iter(text, pair).find(|at| between(*at, 2)));
    let at = carets.or(empty).or_else(|| {
        if !view.marks.has(Marks::SLASH) || !view.marks.has(Marks::QUOTE) {
            return None;
        }
        memchr::memchr2_iter(b'\'', b'"', text).find(|at| {
            let quote = text[*at];
            let inner =
                from(text, at + 1).iter().take(3).take_while(|byte| byte.is_ascii_lowercase()).count();
            let before = text[..*at].iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
            let folder = *at > before && text[at - before - 1] == b'/';
            folder
                && inner > 0
                && text.get(at + 1 + inner) == Some(&quote)
                && text.get(at + 2 + inner).is_some_and(|byte| is_word(*byte) || *byte == b'/')
        })
    })?;
    Some(Hit::new("shell.spelled", at.saturating_sub(8), at + 24))
}
