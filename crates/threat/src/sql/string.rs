//! Behind a quote that closes the string of a statement: comments that cut, operators, lists, and clauses. Refuses to know whether
//! the quote does close one.

use super::{
    clause::{anywhere, close, tail},
    condition::{COMPARES, JOINS, closing, condition, ends, is_operand, is_value, skip_brackets},
    names, stacked,
    token::{Kind, Lexer, Token},
};

/// Operators that are words and that follow a string.
const AFTER_STRING: &[&str] = &[
    "like", "rlike", "regexp", "between", "in", "is", "not", "mod", "div", "similar", "ilike", "glob",
    "sounds", "match", "member", "escape", "overlaps", "notnull", "isnull", "eq", "ne", "gt", "ge", "lt",
    "le",
];

/// After a quote that closes the string: what goes on as code?
pub(super) fn after_quote(mut lexer: Lexer<'_>, text: &[u8], at: usize) -> Option<&'static str> {
    let quote = text[at];
    let closed = close(&mut lexer);
    let token = lexer.next()?;
    match token.kind {
        Kind::Comment => cuts(token, lexer, closed, &text[..at]).then_some("sql.comment"),
        Kind::Word if token.is(&["or", "and", "xor", "having", "where"]) => {
            if is_elision(text, at) && lexer.sees(Kind::Number) {
                return None;
            }
            condition(lexer, true)
        }
        Kind::Word if token.is(AFTER_STRING) => operated(token, lexer).then_some("sql.condition"),
        Kind::Operator if token.is(&["||", "&&"]) => {
            condition(lexer, true).or_else(|| joined(token, lexer, text, at))
        }
        Kind::Operator => joined(token, lexer, text, at),
        Kind::Comma => listed(lexer, closed && !text[..at].contains(&b'(')),
        Kind::Word => anywhere(token, lexer, true)
            .or_else(|| tail(token, lexer).filter(|_| !token.is(&["in", "as", "is", "between", "like"]))),
        Kind::Semicolon => {
            let cut = lexer.peek().is_some_and(|next| next.kind == Kind::Comment && next.text[0] != quote);
            if cut { Some("sql.comment") } else { stacked::statement(lexer, false) }
        }
        _ => None,
    }
}

/// `d'or`: a lone letter before the quote, the word right behind it.
fn is_elision(text: &[u8], at: usize) -> bool {
    let letter = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    at > 0 && letter(at - 1) && letter(at + 1) && (at < 2 || !letter(at - 2))
}

/// A comment that cuts off the rest: nothing readable behind it, a bracket closed before it, or a name.
fn cuts(comment: Token<'_>, lexer: Lexer<'_>, closed: bool, before: &[u8]) -> bool {
    let text = comment.text;
    let bare = comment.is_bare();
    // `goin' -- you know` leaves a letter out.
    let name =
        before.len() > 2 && before.iter().all(|byte| byte.is_ascii_alphanumeric() || b"@._-".contains(byte));
    let named = name && text.starts_with(b"-- ") && !before.ends_with(b"in") && !before.ends_with(b"s");
    let nothing = bare && lexer.peek().is_none();
    nothing || closed || text.starts_with(b"/*") || text.starts_with(b"-- -") || named
}

/// `'='`, `'||(select`, `'+sleep(`, `' = id or`: the string goes on in an expression.
fn joined(operator: Token<'_>, mut lexer: Lexer<'_>, text: &[u8], at: usize) -> Option<&'static str> {
    let quote = text[at];
    let compares = operator.is(COMPARES) || operator.is(&["||", "&&"]);
    let mut next = lexer.next()?;
    for _ in 0..8 {
        if next.kind != Kind::Operator {
            break;
        }
        next = lexer.next()?;
    }
    let closes = next.text.first() == Some(&quote) && (compares || quote == b'\'');
    match next.kind {
        Kind::Text | Kind::Open | Kind::Word if closes => {
            let short = next.kind == Kind::Open
                && text.len() - next.start < 24
                && !text[next.start..].contains(&b' ')
                && !text[next.start..].contains(&b')');
            let stops = short
                || lexer.next().is_none_or(|token| matches!(token.kind, Kind::Operator | Kind::Comment));
            (compares || stops).then_some("sql.string-operator")
        }
        Kind::Left => lexer.peek()?.is(&["select", "case", "if"]).then_some("sql.subquery"),
        Kind::Word if lexer.sees(Kind::Left) => names::is_function(next.text).then_some("sql.function"),
        Kind::Number | Kind::Word | Kind::Variable => {
            let number = next.kind == Kind::Number;
            let cut = lexer.peek().is_some_and(|token| token.kind != Kind::Right);
            let followed = closing(&mut lexer);
            let joins = followed.is_some_and(|token| {
                (token.is(JOINS) || number && token.is(COMPARES)) && (compares || number)
                    || token.kind == Kind::Comment && (number || token.is_bare())
            });
            let alone = followed.is_none() && number && compares && text.get(at + 1) != Some(&b' ');
            (joins && (number || cut) || alone).then_some("sql.condition")
        }
        _ => None,
    }
}

/// `',null,null)`, `',(select`, `'),('x',1)--`, `',role='admin`: the string goes on as a list.
pub(super) fn listed(mut lexer: Lexer<'_>, closed: bool) -> Option<&'static str> {
    let rest = lexer;
    let first = lexer.next()?;
    match first.kind {
        Kind::Left if closed => return Some("sql.list"),
        Kind::Left => return lexer.peek()?.is(&["select", "case"]).then_some("sql.subquery"),
        Kind::Word if first.is(&["null"]) => return Some("sql.list"),
        Kind::Word if lexer.sees(Kind::Left) => {
            return names::is_function(first.text).then_some("sql.function");
        }
        Kind::Word if lexer.peek()?.is(&["="]) => {
            lexer.next();
            let value = lexer.next()?;
            let goes_on = ends(lexer)
                || lexer.peek().is_some_and(|next| next.is(&["where"]) || next.kind == Kind::Comma);
            return (value.kind == Kind::Open || is_value(value) && goes_on).then_some("sql.assignment");
        }
        _ => {}
    }
    items(rest).then_some("sql.list")
}

/// `x, 'y', 4) --`: operands up to a bracket that closes the list, and a comment.
fn items(mut lexer: Lexer<'_>) -> bool {
    for _ in 0..64 {
        if !lexer.next().is_some_and(is_operand) {
            return false;
        }
        match lexer.next() {
            Some(token) if token.kind == Kind::Comma => {}
            Some(token) => {
                let closes = token.kind == Kind::Right;
                let comment = if closes { lexer.next() } else { Some(token) };
                return comment
                    .is_some_and(|token| token.kind == Kind::Comment && (closes || token.is_bare()));
            }
            None => return false,
        }
    }
    false
}

/// An operator that is a word, its operand, and then the end, a comment or an open quote.
fn operated(operator: Token<'_>, mut lexer: Lexer<'_>) -> bool {
    if operator.is(&["notnull", "isnull"]) {
        return ends(lexer) || lexer.peek().is_some_and(|next| next.is(JOINS));
    }
    let mut first = lexer.next();
    while first.is_some_and(|token| {
        token.is(&[
            "not", "like", "to", "in", "is", "between", "-", "+", "distinct", "from", "all", "any", "of",
        ])
    }) {
        first = lexer.next();
    }
    let Some(first) = first else { return false };
    match first.kind {
        Kind::Open => lexer.peek().is_some(),
        Kind::Text => {
            operator.text.ends_with(b"like")
                || operator.is(&["regexp", "between", "similar", "in"])
                || ends(lexer) && lexer.sees(Kind::Comment)
        }
        Kind::Left => lexer.peek().is_some_and(|token| token.is(&["select"]) || token.kind == Kind::Text),
        Kind::Number => lexer.peek().is_none_or(|token| {
            matches!(token.kind, Kind::Comment | Kind::Operator) || token.is(&["and", "or"])
        }),
        Kind::Word if lexer.sees(Kind::Left) => {
            skip_brackets(&mut lexer);
            names::is_function(first.text) || ends(lexer)
        }
        Kind::Word | Kind::Variable | Kind::Operator => {
            lexer.peek().is_some_and(|token| token.kind != Kind::Open) && ends(lexer)
        }
        _ => false,
    }
}
