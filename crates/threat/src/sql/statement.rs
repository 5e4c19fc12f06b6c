//! Statements of their own: `insert into`, `drop table`, `exec xp_…`. Prose knows the same verbs, so each is asked for
//! what must follow. Refuses clauses.

use super::{
    names,
    select::select,
    token::{Kind, Lexer, Token},
};

/// What statements define, and the words that may stand before it.
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
    "sequence",
    "tablespace",
    "extension",
    "assembly",
    "aggregate",
    "language",
    "directory",
    "synonym",
    "package",
    "event",
    "server",
    "rule",
    "policy",
    "domain",
    "type",
    "keyspace",
    "publication",
    "subscription",
    "profile",
    "credential",
    "certificate",
    "column",
    "constraint",
];
const MODIFIERS: &[&str] = &[
    "or",
    "replace",
    "temporary",
    "temp",
    "global",
    "local",
    "unique",
    "materialized",
    "external",
    "if",
    "not",
    "exists",
    "unlogged",
    "public",
    "clustered",
    "foreign",
    "concurrently",
    "only",
];
/// What may follow the name of an object.
const TAILS: &[&str] = &[
    "cascade",
    "restrict",
    "add",
    "drop",
    "modify",
    "rename",
    "alter",
    "change",
    "set",
    "identified",
    "engine",
    "select",
    "owner",
    "returns",
    "password",
    "values",
    "begin",
    "after",
    "before",
    "instead",
    "authorization",
    "quota",
    "default",
    "restart",
    "enable",
    "disable",
    "convert",
    "purge",
    "superuser",
    "login",
    "nologin",
    "createdb",
];
/// No names.
pub(super) const ARTICLES: &[&str] = &[
    "the", "a", "an", "my", "your", "our", "his", "her", "this", "that", "of", "in", "with", "and", "for",
    "to",
];

/// Whether statements may begin here: at the start, after `;`, after `(`, past comments.
pub(super) fn is_fresh(text: &[u8], start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().trim_ascii_end();
    for _ in 0..4 {
        let Some(inside) = before.strip_suffix(b"*/") else { break };
        let near = &inside[inside.len().saturating_sub(256)..];
        let Some(at) = memchr::memmem::rfind(near, b"/*") else { break };
        before = inside[..inside.len() - near.len() + at].trim_ascii_end();
    }
    matches!(before.last(), None | Some(b';' | b'('))
}

/// The rule of a statement that this word begins; `fresh` where a statement may begin.
pub(super) fn at(token: Token<'_>, mut lexer: Lexer<'_>, fresh: impl Fn() -> bool) -> Option<&'static str> {
    match token.text {
        b"select" => select(lexer, fresh()),
        b"insert" | b"replace" => insert(token, lexer, fresh),
        b"delete" => {
            let from = lexer.next()?.is(&["from"]) && is_name(lexer.next()?);
            let next = lexer.next();
            let goes_on = next.is_none_or(|token| {
                token.is(&["where"]) || matches!(token.kind, Kind::Semicolon | Kind::Comment | Kind::Open)
            });
            (from && goes_on && (next.is_some() || token.start > 0 && fresh())).then_some("sql.delete")
        }
        b"update" => {
            let named = is_name(lexer.next()?) && lexer.next()?.is(&["set"]);
            (named && lexer.next()?.kind == Kind::Word && lexer.next()?.is(&["="])).then_some("sql.update")
        }
        b"drop" | b"truncate" | b"alter" | b"create" | b"rename" => define(token, lexer, fresh),
        b"grant" | b"revoke" => grant(lexer),
        b"exec" | b"execute" | b"call" => exec(token, lexer, fresh).then_some("sql.exec"),
        b"declare" => (lexer.next()?.kind == Kind::Variable).then_some("sql.declare"),
        b"shutdown" => (token.start > 0
            && fresh()
            && lexer.peek().is_none_or(|t| t.kind == Kind::Comment || t.is(&["with"])))
        .then_some("sql.shutdown"),
        b"copy" => {
            let named = fresh() && matches!(lexer.next()?.kind, Kind::Word | Kind::Left);
            (named && lexer.next()?.is(&["from", "to"]) && lexer.next()?.kind != Kind::Word)
                .then_some("sql.copy")
        }
        b"load" | b"attach" => (lexer.next()?.is(&["data", "database"])
            && lexer
                .next()
                .is_some_and(|next| next.kind == Kind::Text || next.is(&["infile", "local", "as"])))
        .then_some("sql.load"),
        b"from" => names::is_system(lexer.next()?.text).then_some("sql.system-table"),
        _ => None,
    }
}

fn is_name(token: Token<'_>) -> bool {
    matches!(token.kind, Kind::Word | Kind::Text | Kind::Variable) && !token.is(ARTICLES)
}

fn insert(verb: Token<'_>, mut lexer: Lexer<'_>, fresh: impl Fn() -> bool) -> Option<&'static str> {
    let mut into = lexer.next()?;
    while into.is(&["ignore", "low_priority", "delayed", "or", "all"]) {
        into = lexer.next()?;
    }
    let named = into.is(&["into"]).then(|| lexer.next()).flatten();
    let table = if verb.is(&["replace"]) && into.kind == Kind::Word && fresh() { Some(into) } else { named };
    if !is_name(table?) {
        return None;
    }
    let next = lexer.next()?;
    (next.kind == Kind::Left || next.is(&["values", "select", "set", "default"])).then_some("sql.insert")
}

/// `drop table x;`, `alter user x identified by`, `create directory d as '/x'`.
fn define(verb: Token<'_>, mut lexer: Lexer<'_>, fresh: impl Fn() -> bool) -> Option<&'static str> {
    let mut object = lexer.next()?;
    while object.is(MODIFIERS) {
        object = lexer.next()?;
    }
    if !object.is(OBJECTS) {
        return None;
    }
    let mut name = lexer.next()?;
    while name.is(MODIFIERS) {
        name = lexer.next()?;
    }
    if !is_name(name) {
        return None;
    }
    let after = lexer.next();
    let goes_on = match after {
        // Alone it is what someone wants done in a room.
        None => verb.start > 0 && fresh(),
        Some(token) => match token.kind {
            Kind::Left if verb.is(&["create"]) => {
                lexer.next().and(lexer.next()).is_some_and(|next| next.kind != Kind::Right)
            }
            Kind::Left => verb.is(&["drop"]),
            Kind::Semicolon => lexer.peek().is_none_or(|next| next.kind != Kind::Word) || fresh(),
            Kind::Comment | Kind::Comma | Kind::Open | Kind::Text | Kind::Right => true,
            Kind::Word if token.is(&["as", "to", "for", "is", "on", "from", "with", "using"]) => {
                let makes = verb.is(&["create", "rename"]);
                makes
                    && lexer.next().is_some_and(|next| {
                        !next.is(ARTICLES)
                            && (next.kind != Kind::Word
                                || next.is(&["select", "login", "superuser"])
                                || fresh() && lexer.peek().is_none_or(|end| end.kind != Kind::Word))
                    })
            }
            Kind::Word => token.is(TAILS) && lexer.peek().is_none_or(|next| !next.is(ARTICLES)),
            _ => false,
        },
    };
    goes_on.then_some("sql.define")
}

/// `grant all on x to y`, `grant dba to x`.
fn grant(mut lexer: Lexer<'_>) -> Option<&'static str> {
    const RIGHTS: &[&str] = &[
        "all", "select", "insert", "update", "delete", "execute", "dba", "create", "alter", "usage", "file",
        "super", "connect", "sysdba", "role",
    ];
    let right = lexer.next()?;
    let mut next = lexer.next()?;
    if next.is(&["privileges", "role"]) {
        next = lexer.next()?;
    }
    let object = lexer.next()?;
    (right.is(RIGHTS) && next.is(&["on", "to", "from", ","]) && !object.is(ARTICLES)).then_some("sql.grant")
}

fn exec(verb: Token<'_>, mut lexer: Lexer<'_>, fresh: impl Fn() -> bool) -> bool {
    let Some(mut name) = lexer.next() else { return false };
    if name.kind == Kind::Variable && lexer.peek().is_some_and(|next| next.is(&["="])) {
        lexer.next();
        name = lexer.next().unwrap_or(name);
    }
    let plain: Vec<u8>;
    let text = if name.text.contains(&b'[') {
        plain = name.text.iter().copied().filter(|byte| !b"[]".contains(byte)).collect();
        &plain[..]
    } else {
        name.text
    };
    let stored = [&b"xp_"[..], b"sp_", b"master.", b"dbms_"].iter().any(|prefix| text.starts_with(prefix));
    stored
        || name.is(&["immediate"])
        || (name.kind == Kind::Word && verb.start > 0 && lexer.sees(Kind::Left) && fresh())
        || (verb.is(&["exec", "execute"])
            && (name.kind == Kind::Left && (lexer.sees(Kind::Text) || lexer.sees(Kind::Variable))
                || name.kind == Kind::Variable && verb.start > 0 && fresh()))
}
