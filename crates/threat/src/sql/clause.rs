//! Clauses that a value would add to the statement around it: conditions, unions, orders, limits. Refuses statements
//! of their own, and what a quote closes.

use super::{
    condition::{COMPARES, JOINS, condition, ends, is_choice, leading},
    stacked, string,
    token::{Kind, Lexer, Token},
};

/// Past closing brackets, casts and collations; whether there was a bracket.
pub(super) fn close(lexer: &mut Lexer<'_>) -> bool {
    let mut closed = false;
    for _ in 0..16 {
        match lexer.peek() {
            Some(token) if token.text == b")" => closed = true,
            Some(token) if token.is(&["::", "collate"]) => {
                lexer.next();
            }
            _ => break,
        }
        lexer.next();
    }
    closed
}

/// After a number or bracket at the start of a value.
pub(super) fn after_number(mut lexer: Lexer<'_>, first: Token<'_>) -> Option<&'static str> {
    if is_choice(first, lexer) && lexer.peek().is_some() {
        return None;
    }
    let closed = close(&mut lexer) || first.kind == Kind::Right;
    let token = lexer.next()?;
    match token.kind {
        Kind::Word | Kind::Operator if token.is(JOINS) && !token.is(&["mod", "div", "on", "when"]) => {
            condition(lexer, true)
        }
        Kind::Comment if closed || token.text.starts_with(b"--") || token.text.starts_with(b"/*") => {
            // `1---` is how consent is written, not a comment.
            (token.is_bare() && !token.text.starts_with(b"---") && lexer.peek().is_none())
                .then_some("sql.comment")
        }
        Kind::Operator if token.is(COMPARES) => {
            let same = lexer.next()?.text == first.text;
            (same && ends(lexer)).then_some("sql.condition")
        }
        Kind::Semicolon => stacked::statement(lexer, false),
        Kind::Comma => string::listed(lexer, closed)
            .filter(|rule| closed || *rule == "sql.subquery" || assigns_where(lexer)),
        Kind::Word => tail(token, lexer),
        _ => None,
    }
}

/// `, price=0 where`.
fn assigns_where(mut lexer: Lexer<'_>) -> bool {
    lexer.by_ref().take(3).any(|token| token.is(&["="])) && lexer.take(2).any(|token| token.is(&["where"]))
}

/// After a lone word at the start of a value: a statement of its own, or a condition over columns.
pub(super) fn after_word(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let token = lexer.next()?;
    match token.kind {
        Kind::Semicolon => {
            let cut = lexer.peek().is_some_and(|next| next.kind == Kind::Comment && next.is_bare());
            if cut { Some("sql.comment") } else { stacked::statement(lexer, true) }
        }
        Kind::Word if token.is(&["or", "and"]) => leading(lexer),
        _ => None,
    }
}

/// Clauses that only follow a finished operand.
pub(super) fn tail(token: Token<'_>, mut lexer: Lexer<'_>) -> Option<&'static str> {
    let next = lexer.next()?;
    match token.text {
        b"window" => (next.kind == Kind::Word && lexer.next()?.is(&["as"]) && lexer.sees(Kind::Left))
            .then_some("sql.window"),
        b"fetch" => next.is(&["first", "next"]).then_some("sql.limit"),
        b"for" => (next.is(&["update", "share", "json", "xml"])
            && lexer.take(4).all(|token| matches!(token.kind, Kind::Word | Kind::Comment)))
        .then_some("sql.lock"),
        b"lock" => (next.is(&["in"]) && lexer.next()?.is(&["share"])).then_some("sql.lock"),
        b"returning" => (ends(lexer) && lexer.sees(Kind::Comment)).then_some("sql.returning"),
        b"lines" | b"fields" => next.is(&["terminated", "starting", "enclosed"]).then_some("sql.into-file"),
        b"into" => next.text.starts_with(b"@").then_some("sql.into-file"),
        b"as" => {
            let clause = lexer.next()?;
            let joins = clause
                .is(&["join", "where", "from", "order", "group", "limit", "union", "inner", "left", "cross"]);
            (next.kind == Kind::Word && joins && lexer.next().is_some()).then_some("sql.fragment")
        }
        b"like" | b"is" | b"in" | b"between" | b"eq" => {
            let value = matches!(next.kind, Kind::Number | Kind::Text) && ends(lexer);
            let called = next.kind == Kind::Left && lexer.sees(Kind::Left);
            (value || called || (next.is(&["null"]) && ends(lexer))).then_some("sql.condition")
        }
        _ => None,
    }
}

/// `name::type` as the whole of a value.
pub(super) fn cast(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let types = ["int", "integer", "text", "varchar", "numeric", "json", "jsonb", "date", "bool", "bytea"];
    (lexer.next()?.is(&["::"]) && lexer.next()?.is(&types) && lexer.next().is_none()).then_some("sql.cast")
}

/// A clause that a word or operator opens wherever it stands.
pub(super) fn anywhere(token: Token<'_>, mut lexer: Lexer<'_>, strict: bool) -> Option<&'static str> {
    match token.text {
        b"union" | b"except" | b"intersect" | b"minus" => union(lexer, token),
        b"or" | b"and" | b"xor" | b"having" | b"where" | b"||" | b"&&" => {
            if strict {
                condition(lexer, false)
            } else {
                None
            }
        }
        b"order" | b"group" | b"partition" => ordered(lexer),
        b"waitfor" => {
            let word = lexer.next()?;
            let timed =
                lexer.next().is_none_or(|time| matches!(time.kind, Kind::Text | Kind::Open | Kind::Variable));
            (word.is(&["delay", "time"]) && timed).then_some("sql.wait")
        }
        b"into" => {
            let file = lexer.next()?;
            let named = lexer.next().is_none_or(|name| {
                matches!(name.kind, Kind::Text | Kind::Open | Kind::Variable | Kind::Number)
            });
            (file.is(&["outfile", "dumpfile"]) && named).then_some("sql.into-file")
        }
        b"procedure" => (lexer.next()?.is(&["analyse"])
            && lexer.next().is_none_or(|next| next.kind != Kind::Word))
        .then_some("sql.procedure"),
        b"limit" => limited(lexer),
        b"connect" => (lexer.next()?.is(&["by"])
            && lexer.next()?.is(&["level", "prior", "nocycle", "rownum"]))
        .then_some("sql.hierarchy"),
        b"on" => {
            let event = lexer.next()?;
            let then = lexer.next()?;
            let conflict = event.is(&["conflict"]) && (then.kind == Kind::Left || then.is(&["do", "on"]));
            (conflict || (event.is(&["duplicate"]) && then.is(&["key"]))).then_some("sql.upsert")
        }
        b"case" => cased(lexer),
        _ => None,
    }
}

/// `case when x=y then 1 else`, `case 1 when 2 then`.
fn cased(mut lexer: Lexer<'_>) -> Option<&'static str> {
    let first = lexer.next()?;
    let mut signs = u8::from(first.kind != Kind::Word);
    let mut whens = u8::from(first.is(&["when"]));
    for token in lexer.by_ref().take(48) {
        match token.kind {
            Kind::Word if token.is(&["then"]) => {
                let value = lexer.peek().is_some_and(|next| next.kind != Kind::Word || next.is(&["null"]));
                return (whens > 0 && (signs > 0 && value || signs > 1)).then_some("sql.case");
            }
            Kind::Word => whens += u8::from(token.is(&["when"])),
            Kind::Comma | Kind::Semicolon | Kind::Comment => {}
            _ => signs += 1,
        }
    }
    None
}

/// `union select`, with whatever the select begins with; `union values (`, `union table x`.
fn union(mut lexer: Lexer<'_>, operator: Token<'_>) -> Option<&'static str> {
    let mut token = lexer.next()?;
    for _ in 0..16 {
        if !token.is(&["all", "distinct"]) && token.kind != Kind::Left {
            break;
        }
        token = lexer.next()?;
    }
    if operator.is(&["union"]) && token.is(&["values", "table"]) {
        let first = lexer.next()?;
        let table = first.kind == Kind::Word && ends(lexer);
        let rows = first.kind == Kind::Left || first.is(&["row"]) && lexer.sees(Kind::Left);
        return (if token.is(&["table"]) { table } else { rows }).then_some("sql.union-select");
    }
    if !token.text.starts_with(b"select") {
        return None;
    }
    let ends = match lexer.next() {
        None => true,
        Some(first) if first.kind != Kind::Word => true,
        Some(first) if first.is(&["null", "distinct", "all", "top", "from"]) => true,
        Some(_) => lexer.next().is_none_or(|second| {
            second.kind != Kind::Word || second.is(&["from", "as", "into", "union", "where"])
        }),
    };
    ends.then_some("sql.union-select")
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
            Kind::Comment => (counted || token.is_bare()).then_some("sql.order"),
            Kind::Comma | Kind::Right => counted.then_some("sql.order"),
            Kind::Word if token.is(&["with"]) => lexer.next()?.is(&["rollup", "cube"]).then_some("sql.order"),
            Kind::Word if token.is(&["having", "asc", "desc", "limit"]) => {
                (counted || lexer.sees(Kind::Comment)).then_some("sql.order")
            }
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
