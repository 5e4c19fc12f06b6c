//! Statements of their own: `select … from`, `drop table`, `exec xp_…`. Prose knows the same verbs, so each is asked for
//! what must follow. Refuses clauses.

use super::token::{Kind, Lexer, Token};

const OBJECTS: &[&str] = &[
    "table",
    "database",
    "schema",
    "user",
    "login",
    "procedure",
    "proc",
    "function",
    "trigger",
    "view",
    "index",
    "role",
    "or",
    "temporary",
    "sequence",
    "tablespace",
    "extension",
    "assembly",
    "aggregate",
    "language",
];

/// The rule of a statement that this word begins; `fresh` at the start, after `;` and after `(`.
pub(super) fn at(token: Token<'_>, mut lexer: Lexer<'_>, fresh: bool) -> Option<&'static str> {
    let fresh = fresh || token.start == 0;
    match token.text {
        b"select" => select(lexer, fresh),
        b"insert" | b"replace" => {
            let into = lexer.next()?;
            let named = into.is(&["into"]).then(|| lexer.next()).flatten();
            let table =
                if fresh && token.is(&["replace"]) && into.kind == Kind::Word { Some(into) } else { named };
            table?;
            let next = lexer.next()?;
            (next.kind == Kind::Left || next.is(&["values", "select", "set", "default"]))
                .then_some("sql.insert")
        }
        b"delete" => {
            let from = lexer.next()?.is(&["from"]) && lexer.next()?.kind == Kind::Word;
            let next = lexer.next();
            let goes_on = next.is_none_or(|token| {
                token.is(&["where"]) || matches!(token.kind, Kind::Semicolon | Kind::Comment | Kind::Open)
            });
            (from && goes_on && (next.is_some() || fresh)).then_some("sql.delete")
        }
        b"update" => {
            let named = lexer.next()?.kind == Kind::Word && lexer.next()?.is(&["set"]);
            (named && lexer.next()?.kind == Kind::Word && lexer.next()?.is(&["="])).then_some("sql.update")
        }
        b"drop" | b"truncate" | b"alter" | b"create" | b"grant" | b"revoke" => {
            let object = lexer.next()?;
            let named = object.is(OBJECTS) && lexer.next()?.kind == Kind::Word;
            let goes_on = lexer
                .peek()
                .is_none_or(|token| token.kind != Kind::Word || object.is(&["user", "login", "or"]));
            (named && (fresh || goes_on)).then_some("sql.define")
        }
        b"exec" | b"execute" | b"call" => {
            let name = lexer.next()?;
            let procedure = name.text.starts_with(b"xp_")
                || name.text.starts_with(b"sp_")
                || name.text.starts_with(b"master.")
                || (name.is(&["immediate"]))
                || (fresh && token.start > 0 && name.kind == Kind::Word && lexer.sees(Kind::Left))
                || (token.is(&["exec", "execute"]) && name.kind == Kind::Left && lexer.sees(Kind::Text));
            procedure.then_some("sql.exec")
        }
        b"declare" => (lexer.next()?.kind == Kind::Variable).then_some("sql.declare"),
        b"shutdown" => (fresh
            && token.start > 0
            && lexer.peek().is_none_or(|t| t.kind == Kind::Comment || t.is(&["with"])))
        .then_some("sql.shutdown"),
        b"copy" => {
            let named = fresh && matches!(lexer.next()?.kind, Kind::Word | Kind::Left);
            (named && lexer.next()?.is(&["from", "to"]) && lexer.next()?.kind != Kind::Word)
                .then_some("sql.copy")
        }
        b"load" | b"attach" => (lexer.next()?.is(&["data", "database"])
            && lexer.next()?.is(&["infile", "local", "as"]))
        .then_some("sql.load"),
        b"from" => from_system(lexer),
        _ => None,
    }
}

/// `select`, by what stands in its list and what follows.
fn select(mut lexer: Lexer<'_>, fresh: bool) -> Option<&'static str> {
    let mut words = 0;
    let mut signs = 0;
    for step in 0..96 {
        let Some(token) = lexer.next() else {
            return (fresh && signs > 1 && words < 4).then_some("sql.select");
        };
        match token.kind {
            Kind::Word if token.is(&["from"]) => {
                let table = lexer.next();
                let after = lexer.peek();
                let goes_on = table.is_some_and(|table| {
                    matches!(table.kind, Kind::Left | Kind::Variable) || table.text.contains(&b'.')
                }) || after.is_some_and(|token| {
                    token.is(&["where", "limit", "order", "group", "union", "inner", "left", "join"])
                        && words < 4
                        && more(lexer)
                        || matches!(token.kind, Kind::Right | Kind::Comment | Kind::Semicolon | Kind::Comma)
                });
                let listed = signs > 0 && words <= 2 * signs + 1;
                return (listed || (words <= 2 && goes_on)).then_some("sql.select");
            }
            Kind::Word if token.is(&["case", "null", "distinct", "top", "concat"]) => signs += 1,
            Kind::Word => words += 1,
            Kind::Number if step == 0 => signs += 2,
            Kind::Operator if token.is(&["*"]) => signs += 1,
            Kind::Variable => signs += 2,
            Kind::Left if words > 0 => signs += 1,
            Kind::Operator if token.is(&[">", "<", "=", "%", "/", "-"]) => {}
            Kind::Left | Kind::Comma | Kind::Operator | Kind::Text => signs += 1,
            Kind::Right if fresh && signs > 0 && words <= 3 => return Some("sql.select"),
            Kind::Comment | Kind::Semicolon => {
                return (signs > 0 && words <= 2 * signs + 1).then_some("sql.select");
            }
            _ => {}
        }
        if words > 2 * signs + 4 {
            return None;
        }
    }
    (signs > 16).then_some("sql.select")
}

/// Whether something follows the next word.
fn more(mut lexer: Lexer<'_>) -> bool {
    lexer.next().and(lexer.next()).is_some()
}

/// `from` a table that only attackers read.
fn from_system(mut lexer: Lexer<'_>) -> Option<&'static str> {
    super::names::is_system_table(lexer.next()?.text).then_some("sql.system-table")
}
