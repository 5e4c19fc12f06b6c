//! The end of a list of columns that a value brings along: `password) as x from people`. The brackets that it closes are
//! those of the statement around it. Refuses whole statements.

use super::{
    condition::ends,
    token::{Kind, Lexer},
};
use crate::bytes::{is_space, is_word, word_before};

/// Bytes before a `from` that are looked at.
const BEFORE: usize = 256;
/// What may follow a table.
const CLAUSES: &[&str] =
    &["where", "limit", "order", "group", "having", "with", "union", "join", "inner", "left", "as"];

/// A `from` behind a list of columns.
pub(super) fn from(text: &[u8], at: usize, mut lexer: Lexer<'_>) -> Option<&'static str> {
    let before = &text[at.saturating_sub(BEFORE)..at];
    let list = trim_end(before);
    let name = list.strip_suffix(b"`").or(list.strip_suffix(b"\"")).unwrap_or(list);
    let word = word_before(name, name.len());
    let rest = &name[..name.len() - word.len()];
    let rest = trim_end(if name.len() < list.len() {
        rest.strip_suffix(&list[name.len()..]).unwrap_or(rest)
    } else {
        rest
    });
    let renamed = word_before(rest, rest.len()) == b"as"
        && trim_end(&rest[..rest.len() - 2]).last().is_some_and(|byte| b")'\"`".contains(byte));
    let called = list.ends_with(b")");
    let star = list == b"*" || list.ends_with(b",*");
    let listed = !word.is_empty() && rest.ends_with(b",") && !rest[..rest.len() - 1].contains(&b' ');
    if !(renamed || called || star || listed) {
        return None;
    }
    let unbalanced = closes_more(list);
    let Some(table) = lexer.next() else {
        let quoted = matches!(before, [b'`' | b'"' | b'\'', ..]);
        return ((unbalanced || quoted) && (called || renamed)).then_some("sql.fragment");
    };
    if !matches!(table.kind, Kind::Word | Kind::Left) {
        return None;
    }
    let stops = ends(lexer) || lexer.sees(Kind::Right);
    let goes_on = lexer.peek().is_some_and(|next| next.is(CLAUSES));
    let cut = !ends(Lexer::new(b"x", 0)) && stops && lexer.peek().is_some();
    let aliased = {
        let mut behind = lexer;
        behind.next().is_some_and(|alias| alias.kind == Kind::Word) && behind.peek().is_some() && ends(behind)
    };
    let direct = called && is_call(list) && (cut || opens_clause_of(lexer));
    let holds = unbalanced && (stops || goes_on || aliased)
        || (star || listed) && (stops && (listed || cut) || goes_on)
        || direct && (cut || goes_on || aliased);
    holds.then_some("sql.fragment")
}

fn trim_end(text: &[u8]) -> &[u8] {
    &text[..text.len() - text.iter().rev().take_while(|byte| is_space(**byte)).count()]
}

/// Whether a bracket closes that the text did not open.
fn closes_more(text: &[u8]) -> bool {
    let mut depth = 0_i32;
    text.iter().any(|byte| {
        depth += i32::from(*byte == b'(') - i32::from(*byte == b')');
        depth < 0
    })
}

/// Whether the brackets at the end are those of a call: `f(x)`, with nothing between.
fn is_call(text: &[u8]) -> bool {
    let mut depth = 0_i32;
    let left = text.iter().rposition(|byte| {
        depth += i32::from(*byte == b')') - i32::from(*byte == b'(');
        depth == 0
    });
    left.is_some_and(|left| left > 1 && is_word(text[left - 1]))
}

/// A clause that goes on as one: `where x =`, `order by`, `limit 4`.
fn opens_clause_of(mut lexer: Lexer<'_>) -> bool {
    let Some(word) = lexer.next() else { return false };
    let next = lexer.next();
    let then = lexer.next();
    let sign = |token: Option<super::token::Token<'_>>| token.is_some_and(|token| token.kind != Kind::Word);
    if word.is(CLAUSES) {
        sign(next) || sign(then) || next.is_some_and(|next| next.is(&["by"])) || word.is(&["with"])
    } else {
        word.kind == Kind::Word && (sign(next) || next.is_none())
    }
}
