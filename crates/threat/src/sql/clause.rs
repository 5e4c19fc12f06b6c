//! Clauses that a value would add to the statement around it: conditions, unions, orders, cut ends. Refuses statements
//! of their own.

use super::{
    condition::{
        COMPARES, JOINS, closing, condition, ends, is_choice, is_operand, is_value, leading, skip_brackets,
    },
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
            if cut { Some("sql.comment") } else { stacked::statement(lexer) }
        }
        _ => None,
    }
}

/// Past closing brackets, casts and collations; whether there was a bracket.
fn close(lexer: &mut Lexer<'_>) -> bool {
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

/// `d'or`: a lone letter before the quote, the word right behind it.
fn is_elision(text: &[u8], at: usize) -> bool {
    let letter = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    at > 0 && letter(at - 1) && letter(at + 1) && (at < 2 || !letter(at - 2))
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
            (token.is_bare() && lexer.peek().is_none()).then_some("sql.comment")
        }
        Kind::Operator if token.is(COMPARES) => {
            let same = lexer.next()?.text == first.text;
            (same && ends(lexer)).then_some("sql.condition")
        }
        Kind::Semicolon => stacked::statement(lexer),
        Kind::Comma => {
            listed(lexer, closed).filter(|rule| closed || *rule == "sql.subquery" || assigns_where(lexer))
        }
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
            if cut { Some("sql.comment") } else { stacked::statement(lexer) }
        }
        Kind::Word if token.is(&["or", "and"]) => leading(lexer),
        _ => None,
    }
}

/// Clauses that only follow a finished operand.
fn tail(token: Token<'_>, mut lexer: Lexer<'_>) -> Option<&'static str> {
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
fn listed(mut lexer: Lexer<'_>, closed: bool) -> Option<&'static str> {
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
