//! SQL: would the value, put into a statement between quotes or bare, become clauses of it? It is read as the continuation
//! of a number, of `'…` and of `"…`. Refuses to know which database listens: the union of their dialects counts.

mod clause;
mod condition;
mod fragment;
mod names;
mod select;
mod stacked;
mod statement;
mod string;
mod token;
mod words;

pub(crate) use names::CATALOGUES;

use memchr::memchr2_iter;

use crate::{
    prefilter::Marks,
    view::{Hit, View},
};
use token::{Kind, Lexer};

/// What the value would do in a statement.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    let quoted = view.marks.any(&[Marks::QUOTE, Marks::TICK]);
    let hit = if quoted { after_quotes(view.low) } else { None };
    hit.or_else(|| words::inspect(view)).or_else(|| view.strict().then(|| opening(view.low)).flatten())
}

/// Every other quote of a sort may be the one that closes the string of the statement: behind the others stands text again.
fn after_quotes(text: &[u8]) -> Option<Hit> {
    let mut closes = [true; 256];
    let ticks = memchr::memchr_iter(b'`', text);
    memchr2_iter(b'\'', b'"', text).chain(ticks).find_map(|at| {
        let quote = text[at];
        let escaped = at > 0 && text[at - 1] == b'\\';
        let closing = closes[usize::from(quote)] || escaped;
        closes[usize::from(quote)] ^= true;
        if left_open(text, at) {
            return Some(Hit::new("sql.condition", at, at + 24));
        }
        if !closing || quotes_a_sign(text, at) {
            return None;
        }
        // A lone quote and `;` at the end close a statement.
        let named = at == 0 || text[at - 1].is_ascii_alphanumeric() || text[at - 1] == b')';
        let ends =
            named && crate::bytes::trim(&text[at + 1..]) == b";" && memchr::memchr(quote, text) == Some(at);
        let rule =
            if ends { Some("sql.comment") } else { string::after_quote(Lexer::new(text, at + 1), text, at) }?;
        Some(Hit::new(rule, at, at + 48))
    })
}

/// `' or '1` at the end of a value: the statement closes the last quote.
fn left_open(text: &[u8], at: usize) -> bool {
    let mut lexer = Lexer::new(text, at + 1);
    let joins = lexer.next().is_some_and(|token| token.is(&["or", "and", "||", "&&"]));
    let last = lexer.next();
    joins
        && last.is_some_and(|token| {
            token.kind == Kind::Open
                && token.text[0] == text[at]
                && (2..24).contains(&(text.len() - token.start))
        })
        && !text[last.map_or(0, |token| token.start)..].contains(&b' ')
}

/// `token '<';`: a sign between quotes after a space is spoken about.
fn quotes_a_sign(text: &[u8], at: usize) -> bool {
    let signs = text[at + 1..].iter().take(4).take_while(|byte| b"<>=+-*/%&|".contains(byte)).count();
    at > 0 && text[at - 1] == b' ' && signs > 0 && text.get(at + 1 + signs) == Some(&text[at])
}

/// A value that opens with the end of a bracket or number and goes on as code: `1) or`, `)) union`.
fn opening(text: &[u8]) -> Option<Hit> {
    let mut lexer = Lexer::new(text, 0);
    let mut first = lexer.next()?;
    while first.is(&["-", "+", "~", "!"]) {
        first = lexer.next()?;
    }
    match first.kind {
        Kind::Number | Kind::Right => {}
        Kind::Word if first.is(&["or", "and"]) => {
            let mut call = lexer;
            let known =
                call.next().is_some_and(|name| names::is_function(name.text)) && call.sees(Kind::Left);
            let rule = condition::leading(lexer).or(known.then_some("sql.function"));
            return rule.map(|rule| Hit::new(rule, 0, 48));
        }
        Kind::Word => {
            let rule = clause::cast(lexer).or_else(|| clause::after_word(lexer));
            return rule.map(|rule| Hit::new(rule, 0, 48));
        }
        _ => return None,
    }
    clause::after_number(lexer, first).map(|rule| Hit::new(rule, 0, 48))
}

#[cfg(test)]
mod tests;
