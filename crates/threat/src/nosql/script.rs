//! Script that document stores run: behind a closed string, over `this`, and calls of the store. Refuses script of pages.

use crate::{
    bytes::{find, from, is_word, skip_space, word, word_before},
    prefilter::Marks,
    view::{Hit, View},
};

/// Statements that may be looked at behind `;` and quotes.
const LOOKS: usize = 64;

/// Bytes before a statement that goes on behind a number or a block.
const NEAR: usize = 32;

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if !view.marks.any(&[Marks::PAREN, Marks::BRACE, Marks::QUOTE, Marks::SEMICOLON, Marks::EQUALS]) {
        return None;
    }
    let stacked =
        || view.marks.any(&[Marks::SEMICOLON, Marks::PIPE, Marks::AMPERSAND]).then(|| behind(text)).flatten();
    let called = || view.marks.has(Marks::PAREN).then(|| call(text)).flatten();
    let owned = || view.marks.has(Marks::DOT).then(|| this(text)).flatten();
    stacked().or_else(called).or_else(owned)
}

/// `'; return true; var x='`, `' || 1==1`, `0; while(1)`.
fn behind(text: &[u8]) -> Option<Hit> {
    memchr::memchr3_iter(b';', b'|', b'&', text).take(LOOKS).find_map(|at| {
        let before = text[..at].trim_ascii_end();
        let quoted = before.last().is_none_or(|byte| b"'\"".contains(byte));
        let closes =
            quoted || at < NEAR && (before.ends_with(b"}") || before.last().is_some_and(u8::is_ascii_digit));
        let doubled = text.get(at + 1) == Some(&text[at]);
        let rest = from(text, skip_space(text, at + 1 + usize::from(doubled)));
        let found = closes && if text[at] == b';' { is_statement(rest) } else { doubled && is_equal(rest) };
        found.then(|| Hit::new("nosql.script", at, at + 24))
    })
}

/// `return x`, `var x=`, `while(`.
fn is_statement(text: &[u8]) -> bool {
    let verb = word(text, 0);
    let rest = from(text, skip_space(text, verb.len()));
    match verb {
        b"return" => {
            let value = word(rest, 0);
            matches!(value, b"true" | b"false" | b"this" | b"1" | b"0")
                || matches!(rest.first(), Some(b'(' | b'{' | b'!' | b'\'' | b'"'))
        }
        b"var" | b"let" | b"const" => {
            let name = word(rest, 0);
            !name.is_empty() && from(rest, skip_space(rest, name.len())).starts_with(b"=")
        }
        b"while" | b"for" => rest.starts_with(b"("),
        b"do" => rest.starts_with(b"{"),
        b"throw" => rest.starts_with(b"new ") || rest.starts_with(b"{"),
        _ => rest.strip_prefix(b"=").is_some_and(|value| value.trim_ascii_start().starts_with(b"new ")),
    }
}

/// `1==1`, `'a'=='a`: an equation of script.
fn is_equal(text: &[u8]) -> bool {
    let Some(at) = find(&text[..text.len().min(40)], "==") else { return false };
    let left = text[..at].trim_ascii();
    let right = from(text, skip_space(text, at + 2))
        .strip_prefix(b"=")
        .unwrap_or(from(text, skip_space(text, at + 2)));
    let right = right.trim_ascii_start();
    !left.is_empty() && left.len() > 1 && right.starts_with(&left[..left.len() - 1])
        || !left.is_empty() && right.starts_with(left)
}

/// `db.name.find(`, `sleep(5000)`, `mapreduce(function`.
fn call(text: &[u8]) -> Option<Hit> {
    memchr::memchr_iter(b'(', text).find_map(|at| {
        let length =
            text[..at].iter().rev().take(64).take_while(|byte| is_word(**byte) || **byte == b'.').count();
        let path = &text[at - length..at];
        let argument = from(text, skip_space(text, at + 1));
        let found = match path {
            b"sleep" => {
                let digits = argument.iter().take_while(|byte| byte.is_ascii_digit()).count();
                digits > 0
                    && from(argument, skip_space(argument, digits)).starts_with(b")")
                    && (digits > 1
                        || text[..at - length].last().is_none_or(|byte| !byte.is_ascii_whitespace()))
            }
            b"emit" => argument.starts_with(b"this"),
            b"tojson" | b"tojsononeline" | b"printjson" => true,
            _ => {
                path.starts_with(b"db.") && path.len() > 5
                    || path.ends_with(b"mapreduce")
                    || path.starts_with(b"this.constructor")
            }
        };
        found.then(|| Hit::new("nosql.script", at - length, at + 16))
    })
}

/// `|| this.name ==`, `this.pass.match(`: a field of the document.
fn this(text: &[u8]) -> Option<Hit> {
    memchr::memmem::find_iter(text, b"this.").find_map(|at| {
        if at > 0 && is_word(text[at - 1]) {
            return None;
        }
        let before = text[..at].trim_ascii_end();
        let joined = before.is_empty()
            || before.last().is_some_and(|byte| b"(&|!{;=+".contains(byte))
            || word_before(before, before.len()) == b"return";
        let length = from(text, at + 5)
            .iter()
            .take(64)
            .take_while(|byte| is_word(**byte) || b".$".contains(byte))
            .count();
        let after = from(text, skip_space(text, at + 5 + length));
        let used = matches!(after, [b'=' | b'!', b'=', ..] | [b'(' | b'[' | b'<' | b'>', ..]);
        (joined && used && length > 0).then(|| Hit::new("nosql.script", at, at + 16))
    })
}
