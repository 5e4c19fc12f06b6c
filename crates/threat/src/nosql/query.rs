//! Clauses of other languages of queries (graphs, triples, searches, metrics): behind what a value closes, a keyword, and an end that is
//! cut or left open. Refuses to read the whole query.

use crate::{
    bytes::{from, is_space, is_word, skip_space, window, word},
    prefilter::Marks,
    view::{Hit, View},
};

/// Closing signs that are looked at.
const LOOKS: usize = 64;
/// Verbs of clauses, in order: Cypher, AQL, SPARQL, Gremlin, N1QL.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "call", "clear", "collect", "create", "delete", "detach", "drop", "filter", "for", "foreach", "insert", "let", "load", "match", "merge",
    "minus", "optional", "or", "remove", "return", "set", "sort", "union", "unless", "unwind", "update", "upsert", "where", "with", "yield",
];

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let closes = view.marks.any(&[Marks::QUOTE, Marks::BRACE, Marks::PAREN]);
    let clause = closes.then(|| clause(text)).flatten();
    clause
        .or_else(|| parameters(text))
        .or_else(|| view.marks.any(&[Marks::COLON, Marks::BRACKET]).then(|| search(text)).flatten())
        .or_else(|| view.marks.has(Marks::LINE).then(|| line(text)).flatten())
}

/// `x'}) match (n) return n //`, `x" } union { ?s ?p ?o`.
fn clause(text: &[u8]) -> Option<Hit> {
    memchr::memchr3_iter(b'\'', b'"', b'}', text).take(LOOKS).find_map(|at| {
        let length = from(text, at)
            .iter()
            .take(16)
            .take_while(|byte| b"'\"})];.".contains(byte) || is_space(**byte))
            .count();
        let closers = &text[at..at + length];
        let verb = word(text, at + length);
        if !crate::bytes::listed(VERBS, verb) || unopened(&text[..at], closers) == 0 {
            return None;
        }
        let rest = from(text, at + length + verb.len());
        let graph = closers.contains(&b'}') || closers.contains(&b')');
        let found = is_clause(verb, rest, graph) && (ends_cut(rest) || left_open(text));
        found.then(|| Hit::new("nosql.query", at, at + length + 16))
    })
}

/// How many of these signs close what the text before did not open; a quote counts if it is the first.
fn unopened(before: &[u8], closers: &[u8]) -> usize {
    let near = &before[before.len().saturating_sub(256)..];
    closers
        .iter()
        .filter(|byte| match byte {
            b'}' => !near.contains(&b'{'),
            b')' => !near.contains(&b'('),
            b'\'' | b'"' => !near.contains(byte),
            _ => false,
        })
        .count()
}

/// What must follow the verb.
fn is_clause(verb: &[u8], rest: &[u8], graph: bool) -> bool {
    let next = from(rest, skip_space(rest, 0));
    let name = word(next, 0);
    let after = from(next, skip_space(next, name.len()));
    match verb {
        b"match" | b"merge" | b"create" | b"foreach" | b"optional" => {
            next.starts_with(b"(") || name == b"match"
        }
        b"detach" => name == b"delete",
        b"load" => name == b"csv",
        b"union" | b"minus" | b"insert" => {
            next.starts_with(b"{") || name == b"data" || name == b"match" || name == b"all" && graph
        }
        b"or" | b"unless" => graph && (after.starts_with(b"{") || after.starts_with(b"(")),
        b"call" => after.starts_with(b".") || next.starts_with(b"{"),
        b"drop" | b"clear" => matches!(name, b"all" | b"graph" | b"default" | b"silent" | b"named"),
        b"for" => from(after, 0).starts_with(b"in "),
        b"let" | b"set" | b"filter" | b"remove" | b"where" | b"sort" => {
            graph || matches!(after.first(), Some(b'=' | b'.')) || name == b"doc"
        }
        b"unwind" | b"with" | b"return" | b"delete" | b"yield" | b"collect" | b"update" | b"upsert" => {
            !name.is_empty() || graph
        }
        _ => false,
    }
}

/// `… //`, `… #`, `… --` at the end.
fn ends_cut(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    [&b"//"[..], b"/*", b"#", b"--"].iter().any(|cut| text.ends_with(cut)) || crate::bytes::has(text, " //")
}

/// Whether the value leaves a quote, brace or bracket open for the text behind it.
fn left_open(text: &[u8]) -> bool {
    let odd = |quote: u8| {
        memchr::memchr_iter(quote, text).count().is_multiple_of(2) && memchr::memchr(quote, text).is_some()
    };
    let depth = |open: u8, close: u8| {
        let last = |byte| memchr::memrchr(byte, text);
        last(open) > last(close) && last(open).is_some()
    };
    odd(b'\'') || odd(b'"') || depth(b'{', b'}') || depth(b'(', b')')
}

/// `{!join from=a to=b}`, `{!xmlparser`: parameters of a search server.
fn parameters(text: &[u8]) -> Option<Hit> {
    let rest = text.strip_prefix(b"{!").or_else(|| {
        let at = crate::bytes::find(text, "{!")?;
        Some(&text[at + 2..])
    })?;
    let name = word(rest, 0);
    let goes_on = matches!(rest.get(name.len()), Some(b' ' | b'}' | b'='));
    (name.len() > 2 && goes_on && memchr::memchr(b'}', rest).is_some())
        .then(|| Hit::new("nosql.parameters", 0, 24))
}

/// `" or _exists_:a or b:"`, `a) and role:[* to *] not (b`: a search that leaves its brackets or quotes.
fn search(text: &[u8]) -> Option<Hit> {
    if let Some(at) = crate::bytes::find(text, "_exists_:") {
        return Some(Hit::new("nosql.search", at, at + 16));
    }
    if let Some(at) = crate::bytes::find(text, "*:*")
        && crate::bytes::first_of(text, &["or *:*", "and *:*", "*:* or ", "*:* and ", "*:* not "]).is_some()
    {
        return Some(Hit::new("nosql.search", at, at + 3));
    }
    let joined = |at: usize| {
        let before = text[..at].trim_ascii_end();
        let start =
            before.len() - before.iter().rev().take_while(|byte| is_word(**byte) || **byte == b'.').count();
        let join = text[..start].trim_ascii_end();
        [&b"or"[..], b"and", b"not", b"+", b"-", b"||", b"&&"].iter().any(|word| join.ends_with(word))
    };
    memchr::memchr_iter(b':', text).take(LOOKS).find_map(|at| {
        let value = window(text, at + 1, 12);
        let ranged = matches!(value, [b'[' | b'{', rest @ ..] if crate::bytes::has(rest, " to ") && rest.first() == Some(&b'*'));
        let all = value.starts_with(b"*") && (value.len() == 1 || matches!(value[1], b' ' | b')'));
        let unclosed = memchr::memchr2(b')', b'"', &text[..at]).is_some_and(|close| !text[..close].contains(&b'('));
        (joined(at) && unclosed && (ranged || all)).then(|| Hit::new("nosql.search", at, at + 12))
    })
}

/// A line that is a command of a store of keys.
fn line(text: &[u8]) -> Option<Hit> {
    memchr::memmem::find_iter(text, b"\r\n").take(LOOKS).find_map(|at| {
        let rest = from(text, at + 2);
        let end = memchr::memchr(b'\r', rest).unwrap_or(rest.len());
        let words = rest[..end].trim_ascii();
        let verb = word(words, 0);
        let more = words[verb.len()..].split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
        let closed = end < rest.len();
        let command = match verb {
            b"flushall" | b"flushdb" | b"bgsave" | b"bgrewriteaof" => true,
            b"flush_all" | b"stats" | b"shutdown" | b"keys" | b"slaveof" | b"replicaof" => closed && more < 5,
            b"config" => matches!(word(words, 7), b"set" | b"get" | b"resetstat"),
            b"eval" | b"script" | b"debug" | b"module" | b"migrate" | b"client" => {
                closed && (2..6).contains(&more)
            }
            _ => matches!(words, [b'*', b'1'..=b'9']) && crate::bytes::has(rest, "\r\n$"),
        };
        command.then(|| Hit::new("nosql.line", at, at + 24))
    })
}
