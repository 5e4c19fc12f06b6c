//! Clauses that a value would add to the statement around it: conditions, unions, orders, cut ends. Refuses statements
//! of their own.

use super::{
    names,
    token::{Kind, Lexer, Token},
};

const JOINS: &[&str] =
    &["or", "and", "xor", "&&", "||", "having", "where", "on", "rlike", "regexp", "when", "div", "mod"];
const COMPARES: &[&str] = &[
    "=", "<", ">", "<=", ">=", "<>", "!=", "<=>", "==", "!<", "!>", "<@", "@>", "?|", "?&", "?", "~", "!~",
    "~~", "#>", "->", "::", "<<", "^",
];
const COMPARE_WORDS: &[&str] =
    &["like", "rlike", "regexp", "glob", "in", "between", "is", "sounds", "similar", "ilike", "not", "match"];

/// After a quote that closes the string: what goes on as code?
pub(super) fn after_quote(mut lexer: Lexer<'_>, quote: u8) -> Option<&'static str> {
    let mut closed = 0;
    while lexer.sees(Kind::Right) && closed < 16 {
        lexer.next();
        closed += 1;
    }
    let token = lexer.next()?;
    match token.kind {
        Kind::Comment => cuts(token, lexer, closed > 0).then_some("sql.comment"),
        Kind::Word if token.is(&["or", "and", "xor", "having", "where"]) => condition(lexer, true),
        Kind::Word if token.is(&["like", "rlike", "regexp", "between", "in", "is"]) => {
            operand_then_end(lexer).then_some("sql.condition")
        }
        Kind::Operator if token.is(&["||", "&&"]) => {
            condition(lexer, true).or_else(|| joined(token, lexer, quote))
        }
        Kind::Operator => joined(token, lexer, quote),
        Kind::Comma => listed(lexer),
        Kind::Word => anywhere(token, lexer, true),
        Kind::Semicolon => lexer.sees(Kind::Comment).then_some("sql.comment"),
        _ => None,
    }
}

/// After a number or bracket at the start of a value.
pub(super) fn after_number(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let mut closed = 0;
    while lexer.sees(Kind::Right) && closed < 16 {
        lexer.next();
        closed += 1;
    }
    let token = lexer.next()?;
    match token.kind {
        Kind::Word | Kind::Operator if token.is(JOINS) => condition(lexer, true),
        Kind::Comment if closed > 0 || token.text.starts_with(b"--") || token.text.starts_with(b"/*") => {
            let bare = token.text.iter().all(|byte| !byte.is_ascii_alphanumeric());
            (bare && lexer.peek().is_none()).then_some("sql.comment")
        }
        _ => None,
    }
}

/// `or x=y` as the whole of a value.
pub(super) fn leading(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let first = lexer.next()?;
    let compares = first.kind == Kind::Word && lexer.next()?.is(&["=", "<", ">", "<>", "!="]);
    let second = lexer.next()?;
    (compares && is_operand(second) && lexer.next().is_none_or(|token| token.kind == Kind::Comment))
        .then_some("sql.condition")
}

/// `name::type` as the whole of a value.
pub(super) fn cast(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let types = ["int", "integer", "text", "varchar", "numeric", "json", "jsonb", "date", "bool", "bytea"];
    (lexer.next()?.is(&["::"]) && lexer.next()?.is(&types) && lexer.next().is_none()).then_some("sql.cast")
}

/// A comment that cuts off the rest: nothing readable behind it, or a bracket closed before it.
fn cuts(comment: Token<'_>, lexer: Lexer<'_>, closed: bool) -> bool {
    let text = comment.text;
    let bare = !text.iter().any(u8::is_ascii_alphanumeric);
    let block = text.starts_with(b"/*");
    (bare && lexer.peek().is_none()) || closed || block || text.starts_with(b"-- -")
}

/// A clause that a word or operator opens wherever it stands.
pub(super) fn anywhere(token: Token<'_>, lexer: Lexer<'_>, strict: bool) -> Option<&'static str> {
    match token.text {
        b"union" => union(lexer),
        b"or" | b"and" | b"xor" | b"having" | b"where" | b"||" | b"&&" => {
            condition(lexer, false).filter(|_| strict)
        }
        b"order" | b"group" | b"partition" => ordered(lexer),
        b"waitfor" => {
            let word = lexer.peek()?;
            word.is(&["delay", "time"]).then_some("sql.wait")
        }
        b"into" => lexer.peek()?.is(&["outfile", "dumpfile"]).then_some("sql.into-file"),
        b"procedure" => lexer.peek()?.is(&["analyse"]).then_some("sql.procedure"),
        b"limit" => limited(lexer),
        _ => None,
    }
}

/// `union select`, with whatever the select begins with.
fn union(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let mut token = lexer.next()?;
    for _ in 0..16 {
        if !token.is(&["all", "distinct"]) && token.kind != Kind::Left {
            break;
        }
        token = lexer.next()?;
    }
    if !token.text.starts_with(b"select") {
        return None;
    }
    match lexer.next() {
        None => Some("sql.union-select"),
        Some(first) if first.kind != Kind::Word => Some("sql.union-select"),
        Some(first) if first.is(&["null", "distinct", "all", "top", "from"]) => Some("sql.union-select"),
        Some(_) => match lexer.next() {
            None => Some("sql.union-select"),
            Some(second)
                if second.kind != Kind::Word || second.is(&["from", "as", "into", "union", "where"]) =>
            {
                Some("sql.union-select")
            }
            Some(_) => None,
        },
    }
}

/// A condition: `x = y` in a wide sense. Right after a quote, one operand that ends the value is enough.
fn condition(lexer: Lexer<'_>, quoted: bool) -> Option<&'static str> {
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
        skip_brackets(&mut lexer)?;
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
fn closing<'t>(lexer: &mut Lexer<'t>) -> Option<Token<'t>> {
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
fn skip_brackets(lexer: &mut Lexer<'_>) -> Option<()> {
    let mut depth = 0_usize;
    for _ in 0..256 {
        match lexer.next() {
            Some(Token { kind: Kind::Left, .. }) => depth += 1,
            Some(Token { kind: Kind::Right, .. }) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(());
                }
            }
            Some(_) => {}
            None => return Some(()),
        }
    }
    Some(())
}

/// `'='`, `'||(select`, `'+sleep(`: the string goes on in an expression.
fn joined(operator: Token<'_>, mut lexer: Lexer<'_>, quote: u8) -> Option<&'static str> {
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
        Kind::Text | Kind::Open if closes => Some("sql.string-operator"),
        Kind::Left => lexer.peek()?.is(&["select", "case", "if"]).then_some("sql.subquery"),
        Kind::Word if lexer.sees(Kind::Left) => names::is_function(next.text).then_some("sql.function"),
        Kind::Number => closing(&mut lexer)
            .is_none_or(|token| matches!(token.kind, Kind::Comment))
            .then_some("sql.condition"),
        _ => None,
    }
}

/// `',null,null)`, `',(select`: the string goes on as a list.
fn listed(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let first = lexer.next()?;
    match first.kind {
        Kind::Left => lexer.peek()?.is(&["select"]).then_some("sql.subquery"),
        Kind::Word if first.is(&["null"]) => Some("sql.list"),
        Kind::Word if lexer.sees(Kind::Left) => names::is_function(first.text).then_some("sql.function"),
        _ => None,
    }
}

/// `order by 3`, `group by 1,2`, `partition by x)`.
fn ordered(mut lexer: Lexer<'_>) -> Option<&'static str> {
    if !lexer.next()?.is(&["by"]) {
        return None;
    }
    let first = lexer.next()?;
    let after = lexer.next();
    let counted = first.kind == Kind::Number;
    match after {
        None => counted.then_some("sql.order"),
        Some(token) => match token.kind {
            Kind::Comment | Kind::Comma | Kind::Right => counted.then_some("sql.order"),
            Kind::Word => token.is(&["having", "asc", "desc", "limit"]).then_some("sql.order"),
            Kind::Left => first.is(&["if", "case", "sleep", "rand"]).then_some("sql.order"),
            _ => None,
        },
    }
}

/// `limit 1,1 into`, `limit 1 --`.
fn limited(mut lexer: Lexer<'_>) -> Option<&'static str> {
    if lexer.next()?.kind != Kind::Number {
        return None;
    }
    let next = lexer.next()?;
    let list = next.kind == Kind::Comma && lexer.next()?.kind == Kind::Number;
    let next = if list { lexer.next() } else { Some(next) };
    let cut = next.is_some_and(|token| {
        token.kind == Kind::Comment || token.is(&["into", "union", "procedure", "offset"])
    });
    cut.then_some("sql.limit")
}

/// An operand and then the end, a comment or an open quote.
fn operand_then_end(mut lexer: Lexer<'_>) -> bool {
    let Some(first) = lexer.next() else { return false };
    match first.kind {
        Kind::Open => lexer.peek().is_some(),
        Kind::Text => true,
        Kind::Left => lexer.peek().is_some_and(|token| token.is(&["select"]) || token.kind == Kind::Text),
        Kind::Number => {
            lexer.peek().is_none_or(|token| matches!(token.kind, Kind::Comment) || token.is(&["and"]))
        }
        _ => false,
    }
}
