//! Conditions: `x = y` in a wide sense, as clauses join them. Refuses to know what stands before.

use super::{
    names,
    token::{Kind, Lexer, Token},
};

pub(super) const JOINS: &[&str] =
    &["or", "and", "xor", "&&", "||", "having", "where", "on", "rlike", "regexp", "when", "div", "mod"];
pub(super) const COMPARES: &[&str] = &[
    "=", "<", ">", "<=", ">=", "<>", "!=", "<=>", "==", "!<", "!>", "<@", "@>", "?|", "?&", "?", "~", "!~",
    "~~", "#>", "->", "::", "<<", "^",
];
const COMPARE_WORDS: &[&str] = &[
    "like", "rlike", "regexp", "glob", "in", "between", "is", "sounds", "similar", "ilike", "not", "match",
    "member", "eq", "ne", "gt", "ge", "lt", "le",
];
const ARITHMETIC: &[&str] = &["*", "+", "-", "/", "||", "%", "&&", "|", "&", "mod", "div"];
const UNARY: &[&str] = &["not", "!", "~", "-", "+", "binary", "distinct", "all", "any", "some"];
/// Words that are values.
const CONSTANTS: &[&str] = &[
    "true",
    "false",
    "null",
    "unknown",
    "current_user",
    "session_user",
    "system_user",
    "user",
    "current_date",
    "current_timestamp",
    "current_time",
    "sysdate",
    "rownum",
];
/// Links of conditions in a chain that are followed.
const CHAIN: u8 = 6;
const RULE: &str = "sql.condition";

/// `or x=y` as the whole of a value.
pub(super) fn leading(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let first = lexer.next()?;
    let compares = first.kind == Kind::Word && lexer.next()?.is(&["=", "<", ">", "<>", "!="]);
    let second = lexer.next()?;
    (compares && is_operand(second) && lexer.next().is_none_or(|token| token.kind == Kind::Comment))
        .then_some(RULE)
}

/// A condition: `x = y` in a wide sense. Right after a quote, one operand that ends the value is enough.
pub(super) fn condition(lexer: Lexer<'_>, quoted: bool) -> Option<&'static str> {
    condition_in(lexer, quoted, CHAIN)
}

/// The same, as many conditions joined to it as `left` says.
fn condition_in(mut lexer: Lexer<'_>, quoted: bool, left: u8) -> Option<&'static str> {
    let (first, depth) = first_operand(&mut lexer)?;
    if first.is(&["exists", "case", "select", "if"])
        && (depth > 0 || lexer.sees(Kind::Left) || first.is(&["case"]))
    {
        return Some("sql.subquery");
    }
    let called = first.kind == Kind::Word && lexer.sees(Kind::Left);
    if called {
        skip_brackets(&mut lexer);
    } else if !is_operand(first) || (first.kind == Kind::Open && !quoted) {
        return None;
    }
    let value = called || is_value(first);
    while lexer.peek().is_some_and(|token| token.is(&["::", "collate"])) {
        lexer.by_ref().take(2).for_each(drop);
    }
    let Some(operator) = closing(&mut lexer) else {
        let ends = called || !matches!(first.kind, Kind::Text | Kind::Open);
        return (quoted && ends && value).then_some(RULE);
    };
    match operator.kind {
        // A question.
        Kind::Operator if operator.is(&["?"]) && (!quoted || first.kind == Kind::Number) => None,
        Kind::Operator if operator.is(COMPARES) => {
            let tight = first.start + first.text.len() == operator.start;
            compared(lexer, first, value, quoted, tight)
        }
        // `||1700000000||1700000001||` is a list that some cookies keep.
        Kind::Operator if !quoted && operator.is(&["||", "&&", "|"]) => None,
        Kind::Operator | Kind::Word if operator.is(ARITHMETIC) => calculated(lexer, value, quoted, left),
        Kind::Word if operator.is(COMPARE_WORDS) => compared_by_word(lexer, operator, value, quoted),
        Kind::Word if operator.is(&["isnull", "notnull"]) => ends(lexer).then_some(RULE),
        Kind::Comment => (value || quoted).then_some(RULE),
        Kind::Semicolon => (called && quoted).then_some(RULE),
        Kind::Word if operator.is(JOINS) && value => {
            if quoted && lexer.peek().is_some_and(|next| matches!(next.kind, Kind::Left | Kind::Open)) {
                return Some(RULE);
            }
            if left > 0 { condition_in(lexer, quoted, left - 1) } else { None }
        }
        _ => None,
    }
}

/// The first token behind brackets, signs and `not`, and how many brackets.
fn first_operand<'t>(lexer: &mut Lexer<'t>) -> Option<(Token<'t>, usize)> {
    let mut depth = 0;
    for _ in 0..32 {
        let token = lexer.next()?;
        match token.kind {
            Kind::Left => depth += 1,
            _ if token.is(UNARY) => {}
            _ => return Some((token, depth)),
        }
    }
    None
}

/// The next token that is no closing bracket.
pub(super) fn closing<'t>(lexer: &mut Lexer<'t>) -> Option<Token<'t>> {
    lexer.by_ref().take(16).find(|token| token.kind != Kind::Right)
}

/// Whether nothing readable follows: the end, a bare comment, a quote that the statement closes.
pub(super) fn ends(mut lexer: Lexer<'_>) -> bool {
    closing(&mut lexer).is_none_or(|token| match token.kind {
        Kind::Comment => token.is_bare() || token.text.starts_with(b"-- -"),
        Kind::Semicolon => lexer.next().is_none_or(|token| token.kind == Kind::Comment),
        Kind::Open => lexer.next().is_none(),
        _ => false,
    })
}

/// What is compared. A column with a value is what filters say too: it counts behind a quote, before a comment, or beside itself.
fn compared(
    mut lexer: Lexer<'_>,
    first: Token<'_>,
    value: bool,
    quoted: bool,
    tight: bool,
) -> Option<&'static str> {
    let second = lexer
        .by_ref()
        .take(16)
        .find(|token| token.kind != Kind::Left && !token.is(&["-", "+", "=", "~", "!"]));
    let Some(second) = second else { return (value || quoted).then_some(RULE) };
    if !is_operand(second) {
        return (second.kind == Kind::Comment).then_some(RULE);
    }
    let called = lexer.sees(Kind::Left) && names::is_function(second.text) && !second.is(&["now"]);
    if quoted || called || second.text == first.text || lexer.sees(Kind::Comment) {
        return Some(RULE);
    }
    if !value {
        return None;
    }
    let prose = second.kind == Kind::Word
        && lexer.peek().map_or(!tight, |next| match next.kind {
            Kind::Word => !next.is(JOINS),
            Kind::Comma => true,
            _ => false,
        });
    (!prose).then_some(RULE)
}

/// `2*3…`: alone it is a sum that people write too.
fn calculated(mut lexer: Lexer<'_>, value: bool, quoted: bool, left: u8) -> Option<&'static str> {
    let rest = lexer;
    let (second, _) = first_operand(&mut lexer)?;
    if !value || !is_operand(second) {
        return None;
    }
    if quoted || lexer.sees(Kind::Comment) {
        return Some(RULE);
    }
    if left > 0 && second.kind != Kind::Word { condition_in(rest, false, left - 1) } else { None }
}

fn compared_by_word(
    mut lexer: Lexer<'_>,
    operator: Token<'_>,
    value: bool,
    quoted: bool,
) -> Option<&'static str> {
    let mut next = lexer.next()?;
    while next.is(&["not", "like", "to", "distinct", "from", "binary", "all", "any", "-", "+", "of"]) {
        next = lexer.next()?;
    }
    let strong = value || quoted;
    let good = match next.kind {
        Kind::Text | Kind::Open => strong || ends(lexer) && lexer.sees(Kind::Comment),
        Kind::Number | Kind::Variable => value || (quoted && !operator.is(&["in"])),
        Kind::Left => strong || lexer.peek().is_some_and(|token| token.is(&["select"])),
        Kind::Word if next.is(&["null", "true", "false", "unknown"]) => strong || lexer.sees(Kind::Comment),
        Kind::Word => quoted && (lexer.sees(Kind::Left) || lexer.peek().is_some() && ends(lexer)),
        Kind::Operator => quoted && next.is(&["?"]) && ends(lexer),
        _ => false,
    };
    good.then_some(RULE)
}

/// Numbers and brackets joined by `or`, no two of them the same: a choice that a person leaves open.
pub(super) fn is_choice(first: Token<'_>, lexer: Lexer<'_>) -> bool {
    let mut last = first.text;
    lexer.take(32).all(|token| match token.kind {
        Kind::Number => std::mem::replace(&mut last, token.text) != token.text,
        Kind::Left | Kind::Right => true,
        _ => token.is(&["or", "and"]),
    })
}

pub(super) fn is_operand(token: Token<'_>) -> bool {
    matches!(token.kind, Kind::Number | Kind::Text | Kind::Open | Kind::Word | Kind::Variable)
}

/// No name of a column, but a value by itself.
pub(super) fn is_value(token: Token<'_>) -> bool {
    token.kind != Kind::Word || token.is(CONSTANTS)
}

/// Past a pair of brackets and what it holds.
pub(super) fn skip_brackets(lexer: &mut Lexer<'_>) {
    let mut depth = 0_usize;
    for token in lexer.by_ref().take(96) {
        match token.kind {
            Kind::Left => depth += 1,
            Kind::Right if depth <= 1 => return,
            Kind::Right => depth -= 1,
            _ => {}
        }
    }
}
