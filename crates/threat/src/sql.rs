//! SQL: would the value, put into a statement between quotes or bare, become clauses of it? It is read as the continuation
//! of a number, of `'…` and of `"…`. Refuses to know which database listens: the union of their dialects counts.

mod clause;
mod condition;
mod names;
mod statement;
mod token;

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
    let hit = names::inspect(view)
        .or_else(|| if quoted { after_quotes(view.low) } else { None })
        .or_else(|| runs(view.low, view.strict()))
        .or_else(|| if quoted { later_runs(view) } else { None });
    hit.or_else(|| view.strict().then(|| opening(view.low)).flatten())
}

/// Every quote may be the one that closes the string of the statement.
fn after_quotes(text: &[u8]) -> Option<Hit> {
    let ticks = memchr::memchr_iter(b'`', text);
    memchr2_iter(b'\'', b'"', text).chain(ticks).filter(|at| !quotes_a_sign(text, *at)).find_map(|at| {
        // A lone quote and `;` at the end close a statement.
        let ends = crate::bytes::trim(&text[at + 1..]) == b";" && memchr::memchr(text[at], text) == Some(at);
        let rule =
            if ends { Some("sql.comment") } else { clause::after_quote(Lexer::new(text, at + 1), text[at]) }?;
        Some(Hit::new(rule, at, at + 48))
    })
}

/// `token '<';`: a sign between quotes after a space is spoken about.
fn quotes_a_sign(text: &[u8], at: usize) -> bool {
    let signs = text[at + 1..].iter().take(4).take_while(|byte| b"<>=+-*/%&|".contains(byte)).count();
    at > 0 && text[at - 1] == b' ' && signs > 0 && text.get(at + 1 + signs) == Some(&text[at])
}

/// Clauses and statements wherever they stand, read from the start.
fn runs(text: &[u8], strict: bool) -> Option<Hit> {
    run(Lexer::new(text, 0), strict)
}

/// The same from after the first quote of each sort, where text and code change places.
fn later_runs(view: &View<'_>) -> Option<Hit> {
    [b'\'', b'"'].iter().find_map(|quote| {
        let at = memchr::memchr(*quote, view.low)?;
        run(Lexer::new(view.low, at + 1), view.strict())
    })
}

fn run(mut lexer: Lexer<'_>, strict: bool) -> Option<Hit> {
    let mut fresh = true;
    while let Some(token) = lexer.next() {
        let rule = match token.kind {
            Kind::Word | Kind::Operator => {
                clause::anywhere(token, lexer, strict).or_else(|| statement::at(token, lexer, fresh))
            }
            _ => None,
        };
        if let Some(rule) = rule {
            return Some(Hit::new(rule, token.start, token.start + 48));
        }
        fresh = matches!(token.kind, Kind::Semicolon | Kind::Left);
    }
    None
}

/// A value that opens with the end of a bracket or number and goes on as code: `1) or`, `)) union`.
fn opening(text: &[u8]) -> Option<Hit> {
    let mut lexer = Lexer::new(text, 0);
    let mut first = lexer.next()?;
    while first.is(&["-", "+"]) {
        first = lexer.next()?;
    }
    match first.kind {
        Kind::Number | Kind::Right => {}
        Kind::Word if first.is(&["or", "and"]) => {
            return condition::leading(lexer).map(|rule| Hit::new(rule, 0, 48));
        }
        Kind::Word => return clause::cast(lexer).map(|rule| Hit::new(rule, 0, 48)),
        _ => return None,
    }
    clause::after_number(lexer).map(|rule| Hit::new(rule, 0, 48))
}

#[cfg(test)]
mod tests;
