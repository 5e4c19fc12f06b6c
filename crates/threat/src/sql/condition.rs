//! Conditions: `x = y` in a wide sense, as clauses join them. Refuses to know what stands before.

use super::token::{Kind, Lexer, Token};

pub(super) const JOINS: &[&str] =
    &["or", "and", "xor", "&&", "||", "having", "where", "on", "rlike", "regexp", "when", "div", "mod"];
pub(super) const COMPARES: &[&str] = &[
    "=", "<", ">", "<=", ">=", "<>", "!=", "<=>", "==", "!<", "!>", "<@", "@>", "?|", "?&", "?", "~", "!~",
    "~~", "#>", "->", "::", "<<", "^",
];
const COMPARE_WORDS: &[&str] =
    &["like", "rlike", "regexp", "glob", "in", "between", "is", "sounds", "similar", "ilike", "not", "match"];

/// `or x=y` as the whole of a value.
pub(super) fn leading(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let first = lexer.next()?;
    let compares = first.kind == Kind::Word && lexer.next()?.is(&["=", "<", ">", "<>", "!="]);
    let second = lexer.next()?;
    (compares && is_operand(second) && lexer.next().is_none_or(|token| token.kind == Kind::Comment))
        .then_some("sql.condition")
}

/// A condition: `x = y` in a wide sense. Right after a quote, one operand that ends the value is enough.
pub(super) fn condition(lexer: Lexer<'_>, quoted: bool) -> Option<&'static str> {
    condition_in(lexer, quoted, 6)
}

/// The same, as many conditions joined to it as `left` says.
fn condition_in(mut lexer: Lexer<'_>, quoted: bool, left: u8) -> Option<&'static str> {
    let mut first = lexer.next()?;
    let (mut depth, mut steps) = (0, 0);
    while first.kind == Kind::Left || first.is(&["not", "!", "~", "-", "+", "binary", "distinct"]) {
        depth += usize::from(first.kind == Kind::Left);
        steps += 1;
        first = lexer.next().filter(|_| steps < 32)?;
    }
    if first.is(&["exists", "case", "select", "if"])
        && (depth > 0 || lexer.sees(Kind::Left) || first.is(&["case"]))
    {
        return Some("sql.subquery");
    }
    let called = first.kind == Kind::Word && lexer.sees(Kind::Left);
    if called {
        skip_brackets(&mut lexer);
    } else if !is_operand(first) {
        return None;
    }
    let Some(operator) = closing(&mut lexer) else {
        return (quoted && (called || !matches!(first.kind, Kind::Word | Kind::Text | Kind::Open)))
            .then_some("sql.condition");
    };
    let value = called || first.kind != Kind::Word;
    match operator.kind {
        Kind::Operator if operator.is(COMPARES) => compared(lexer, first, value || quoted),
        // `||1700000000||1700000001||` is a list that some cookies keep.
        Kind::Operator if !quoted && operator.is(&["||", "&&", "|"]) => None,
        Kind::Operator if operator.is(&["*", "+", "-", "/", "||", "%", "&&", "|"]) => {
            let second = lexer.next()?;
            (value && is_operand(second) && (quoted || second.kind != Kind::Word)).then_some("sql.condition")
        }
        Kind::Word if operator.is(COMPARE_WORDS) => compared_by_word(lexer, operator, value, quoted),
        Kind::Comment => (value || quoted).then_some("sql.condition"),
        Kind::Semicolon => (called && quoted).then_some("sql.condition"),
        Kind::Word if operator.is(JOINS) && value && left > 0 => condition_in(lexer, quoted, left - 1),
        _ => None,
    }
}

/// The next token that is no closing bracket.
pub(super) fn closing<'t>(lexer: &mut Lexer<'t>) -> Option<Token<'t>> {
    lexer.by_ref().take(16).find(|token| token.kind != Kind::Right)
}

fn compared(mut lexer: Lexer<'_>, first: Token<'_>, value: bool) -> Option<&'static str> {
    let second = lexer
        .by_ref()
        .take(16)
        .find(|token| token.kind != Kind::Left && !token.is(&["-", "+", "=", "~", "!"]));
    let Some(second) = second else { return value.then_some("sql.condition") };
    if !is_operand(second) {
        return (second.kind == Kind::Comment).then_some("sql.condition");
    }
    let same = second.text == first.text;
    (value || same || second.kind != Kind::Word || lexer.sees(Kind::Left) || lexer.sees(Kind::Comment))
        .then_some("sql.condition")
}

fn compared_by_word(
    mut lexer: Lexer<'_>,
    operator: Token<'_>,
    value: bool,
    quoted: bool,
) -> Option<&'static str> {
    let mut next = lexer.next()?;
    if operator.is(&["not"]) || next.is(&["not", "like", "to"]) {
        next = lexer.next()?;
    }
    let good = match next.kind {
        Kind::Text | Kind::Open => true,
        Kind::Number | Kind::Variable => value,
        Kind::Left => value || quoted || lexer.peek().is_some_and(|token| token.is(&["select"])),
        Kind::Word if next.is(&["null", "true", "false"]) => value || quoted,
        Kind::Word => quoted && lexer.sees(Kind::Left),
        _ => false,
    };
    good.then_some("sql.condition")
}

fn is_operand(token: Token<'_>) -> bool {
    matches!(token.kind, Kind::Number | Kind::Text | Kind::Open | Kind::Word | Kind::Variable)
}

/// Past a pair of brackets and what it holds.
fn skip_brackets(lexer: &mut Lexer<'_>) {
    let mut depth = 0_usize;
    for token in lexer.by_ref().take(256) {
        match token.kind {
            Kind::Left => depth += 1,
            Kind::Right if depth <= 1 => return,
            Kind::Right => depth -= 1,
            _ => {}
        }
    }
}
