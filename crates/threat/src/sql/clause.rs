//! Clauses that a value would add to the statement around it: conditions, unions, orders, cut ends. Refuses statements
//! of their own.

use super::{
    condition::{COMPARES, JOINS, closing, condition},
    names,
    token::{Kind, Lexer, Token},
};

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
