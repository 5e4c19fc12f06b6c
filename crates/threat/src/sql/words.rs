//! One pass over the words of a value: which of them begin a clause, a statement, a call or the name of a catalogue. Only there is
//! it read as SQL, so that prose costs little. Refuses grammar.

use super::{
    clause, fragment, names, statement,
    token::{Kind, Lexer, Token},
};
use crate::{
    bytes::{is_space, is_word},
    prefilter::Marks,
    view::{Hit, View},
};

/// Words that open nothing are not longer than the longest keyword, or hold one of `_.$`.
const LONGEST_KEYWORD: usize = 9;

/// The first word that opens something.
pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let (text, strict) = (view.low, view.strict());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if byte.is_ascii_digit() {
            at = past_number(text, at);
        } else if byte.is_ascii_alphabetic() || *byte == b'_' {
            let end = at + text[at..].iter().take_while(|byte| is_word(**byte)).count();
            if let Some(rule) = word(text, at, end, strict) {
                return Some(Hit::new(rule, at, end + 32));
            }
            at = end;
        } else {
            at += 1;
        }
    }
    if strict && view.marks.any(&[Marks::PIPE, Marks::AMPERSAND]) { signs(text) } else { None }
}

/// `||` and `&&`.
fn signs(text: &[u8]) -> Option<Hit> {
    memchr::memchr2_iter(b'|', b'&', text).filter(|at| text.get(at + 1) == Some(&text[*at])).find_map(|at| {
        let token = Token { kind: Kind::Operator, text: &text[at..at + 2], start: at };
        let rule = clause::anywhere(token, Lexer::new(text, at + 2), true)?;
        Some(Hit::new(rule, at, at + 32))
    })
}

/// Behind a number: `9e0union` and `0x9union` go on with a word.
fn past_number(text: &[u8], at: usize) -> usize {
    let run = |from: usize, good: fn(&u8) -> bool| {
        from + text[from.min(text.len())..].iter().take_while(|byte| good(byte)).count()
    };
    if text[at..].starts_with(b"0x") {
        return run(at + 2, u8::is_ascii_hexdigit);
    }
    let end = run(at, |byte| byte.is_ascii_digit() || *byte == b'.');
    let exponent = text.get(end) == Some(&b'e') && text.get(end + 1).is_some_and(u8::is_ascii_digit);
    if exponent { run(end + 1, u8::is_ascii_digit) } else { end }
}

/// What a word opens.
fn word(text: &[u8], start: usize, end: usize, strict: bool) -> Option<&'static str> {
    // `\N` is a null, and what follows it is a word of its own.
    let null = start > 0 && text[start - 1] == b'\\' && text[start] == b'n' && end > start + 1;
    let start = start + usize::from(null);
    let word = &text[start..end];
    if strict {
        let next = text.get(end).copied().unwrap_or_default();
        if next == b'(' || is_space(next) {
            let left = crate::bytes::skip_space(text, end);
            if text.get(left) == Some(&b'(')
                && let Some(rule) = names::call(text, start, word, left)
            {
                return Some(rule);
            }
        }
        let dotted = matches!(next, b'.' | b'$');
        let odd = word.contains(&b'_')
            || word.starts_with(b"sys")
            || word.starts_with(b"msys")
            || word == b"httpuritype";
        let whole = || {
            &text[start
                ..end
                    + text[end..]
                        .iter()
                        .take(64)
                        .take_while(|byte| is_word(**byte) || b".$".contains(byte))
                        .count()]
        };
        if (dotted || odd) && names::is_system(whole()) || names::is_global(text, start, word) {
            return Some("sql.catalogue");
        }
    }
    let [first, second, ..] = word else { return None };
    if word.len() > LONGEST_KEYWORD || !BEGINS[usize::from(first & 31)][usize::from(second & 31)] {
        return None;
    }
    keyword(text, Token { kind: Kind::Word, text: word, start }, strict)
}

/// How the keywords that open something begin.
const BEGINNINGS: &[&[u8; 2]] = &[
    b"or", b"an", b"xo", b"ha", b"wh", b"un", b"ex", b"in", b"mi", b"gr", b"pa", b"wa", b"pr", b"li", b"co",
    b"on", b"ca", b"se", b"re", b"de", b"up", b"dr", b"tr", b"al", b"cr", b"sh", b"lo", b"at", b"fr",
];

/// Whether a keyword may begin with two letters.
const BEGINS: [[bool; 32]; 32] = {
    let mut table = [[false; 32]; 32];
    let mut at = 0;
    while at < BEGINNINGS.len() {
        table[(BEGINNINGS[at][0] & 31) as usize][(BEGINNINGS[at][1] & 31) as usize] = true;
        at += 1;
    }
    table
};

fn keyword(text: &[u8], token: Token<'_>, strict: bool) -> Option<&'static str> {
    let lexer = Lexer::new(text, token.start + token.text.len());
    match token.text {
        b"or" | b"and" | b"xor" | b"having" | b"where" | b"union" | b"except" | b"intersect" | b"minus"
        | b"order" | b"group" | b"partition" | b"waitfor" | b"into" | b"procedure" | b"limit"
        | b"connect" | b"on" | b"case" => clause::anywhere(token, lexer, strict),
        b"select" | b"insert" | b"replace" | b"delete" | b"update" | b"drop" | b"truncate" | b"alter"
        | b"create" | b"rename" | b"grant" | b"revoke" | b"exec" | b"execute" | b"call" | b"declare"
        | b"shutdown" | b"copy" | b"load" | b"attach" => {
            statement::at(token, lexer, || statement::is_fresh(text, token.start))
        }
        b"from" => statement::at(token, lexer, || false)
            .or_else(|| if strict { fragment::from(text, token.start, lexer) } else { None }),
        _ => None,
    }
}
