//! The same statement in other words: comments, blanks, concatenation, operators. Knows enough SQL to keep it alive, and
//! leaves alone what it does not know.

use std::fmt::Write;

use super::{Value, dice::Dice, done, words};

type Out = Option<Vec<u8>>;

const KEYWORDS: [&str; 62] = [
    "all",
    "and",
    "as",
    "ascii",
    "benchmark",
    "between",
    "by",
    "case",
    "cast",
    "concat",
    "convert",
    "database",
    "declare",
    "delay",
    "delete",
    "distinct",
    "drop",
    "else",
    "end",
    "exec",
    "execute",
    "exists",
    "extractvalue",
    "from",
    "group",
    "having",
    "if",
    "in",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "length",
    "like",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "pg_sleep",
    "regexp",
    "rlike",
    "select",
    "set",
    "sleep",
    "substr",
    "substring",
    "table",
    "then",
    "union",
    "update",
    "user",
    "values",
    "version",
    "waitfor",
    "when",
    "where",
    "with",
    "xor",
];

/// Marks of dialects other than that of `MySQL`.
const ELSEWHERE: [&str; 20] = [
    "pg_",
    "waitfor",
    "dbms_",
    "utl_",
    "xp_",
    "exec",
    " top ",
    "dual",
    "sysobj",
    "::",
    "||",
    "sqlite",
    "declare",
    "chr(",
    "rownum",
    "@@servername",
    "sys.",
    "q'",
    "ctxsys",
    "+'",
];

pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word.to_ascii_lowercase().as_str())
}

fn is_mysql(text: &str) -> bool {
    let low = text.to_ascii_lowercase();
    !ELSEWHERE.iter().any(|mark| low.contains(mark))
}

/// What is read before a comment to the end of the line, and the rest.
fn read(text: &str) -> (&str, &str) {
    let at = [text.find("--"), text.find('#')].into_iter().flatten().min().unwrap_or(text.len());
    text.split_at(at)
}

fn blanks(text: &str, mut blank: impl FnMut() -> String) -> Out {
    let (head, tail) = read(text);
    let spaced: String = head
        .trim_end()
        .chars()
        .map(|c| if c == ' ' { blank() } else { c.to_string() })
        .chain([head[head.trim_end().len()..].to_owned()])
        .collect();
    done(text, spaced + tail)
}

pub(crate) fn comments(value: Value<'_>, dice: &mut Dice) -> Out {
    blanks(value.text, || dice.pick(&["/**/", "/**/", "/*x*/", "/* a b */", "/***/", "/*\n*/"]).into())
}

pub(crate) fn line_comments(value: Value<'_>, dice: &mut Dice) -> Out {
    blanks(value.text, || dice.pick(&["-- x\n", "--\n", "-- a'b\n"]).into())
}

/// What the dialects take for a blank beyond space, tab and line feed.
pub(crate) fn odd_blanks(value: Value<'_>, dice: &mut Dice) -> Out {
    blanks(value.text, || dice.pick(&["\u{b}", "\u{c}", "\r", "\u{a0}", "\u{3000}"]).into())
}

/// Keywords in comments that `MySQL` reads.
pub(crate) fn versions(value: Value<'_>, dice: &mut Dice) -> Out {
    let (head, tail) = read(value.text);
    if !is_mysql(value.text) {
        return None;
    }
    let number = dice.pick(&["", "50000", "12345", "40101"]);
    let out = words(head, |word, at| {
        let called = head[at + word.len()..].starts_with('(');
        (is_keyword(word) && !called).then(|| format!("/*!{number}{word}*/"))
    });
    done(value.text, out + tail)
}

/// A long comment in the first blank.
pub(crate) fn long_comment(value: Value<'_>, dice: &mut Dice) -> Out {
    let (head, tail) = read(value.text);
    let at = head.trim_end().find(' ')?;
    let filling = "lorem ipsum ".repeat(1 + dice.below(100));
    done(value.text, format!("{}/*{filling}*/{}{tail}", &head[..at], &head[at + 1..]))
}

/// Literals of two letters or more that are closed and stand where an expression stands.
fn literals(text: &str, mut spell: impl FnMut(&str) -> String) -> Out {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\'') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let open = before.trim_end().ends_with(['=', '(', ',']);
        let inside = after.find('\'').map_or("", |end| &after[..end]);
        let plain = inside.len() > 1 && inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let closed = after[inside.len()..]
            .get(1..)
            .is_some_and(|next| next.is_empty() || next.starts_with([' ', ')', ',', ';', '-', '#']));
        if open && plain && closed {
            out.push_str(&spell(inside));
            rest = &after[inside.len() + 1..];
        } else {
            out.push('\'');
            rest = after;
        }
    }
    done(text, out + rest)
}

pub(crate) fn concatenation(value: Value<'_>, dice: &mut Dice) -> Out {
    literals(value.text, |inside| {
        let (left, right) = inside.split_at(1);
        match dice.below(4) {
            0 => format!("'{left}'||'{right}'"),
            1 => format!("'{left}'+'{right}'"),
            2 => format!("concat('{left}','{right}')"),
            _ => format!("'{left}' '{right}'"),
        }
    })
}

/// Literals as numbers in base 16 or by their codes.
pub(crate) fn codes(value: Value<'_>, dice: &mut Dice) -> Out {
    is_mysql(value.text).then_some(())?;
    literals(value.text, |inside| {
        if dice.coin() {
            let hex = inside.bytes().fold(String::from("0x"), |mut out, byte| {
                let _ = write!(out, "{byte:02x}");
                out
            });
            return hex;
        }
        let codes: Vec<String> = inside.bytes().map(|byte| byte.to_string()).collect();
        format!("char({})", codes.join(","))
    })
}

/// `or` and `and` in signs, as `MySQL` reads them.
pub(crate) fn operators(value: Value<'_>, dice: &mut Dice) -> Out {
    let (head, tail) = read(value.text);
    if !is_mysql(value.text) {
        return None;
    }
    let mut out = head.to_owned();
    for (word, sign) in [("or", "||"), ("and", "&&"), ("OR", "||"), ("AND", "&&")] {
        let sign = if dice.coin() { sign.to_owned() } else { format!(" {sign} ") };
        out = out.replace(&format!(" {word} "), &sign);
    }
    done(value.text, out + tail)
}

/// `like` for `=`.
pub(crate) fn comparisons(value: Value<'_>, dice: &mut Dice) -> Out {
    let (head, tail) = read(value.text);
    if !is_mysql(value.text) || head.contains([':', '<', '>', '!']) {
        return None;
    }
    let sign = dice.pick(&[" like ", " rlike ", "<=>", " regexp "]);
    (head.matches('=').count() == 1).then(|| done(value.text, head.replace('=', sign) + tail)).flatten()
}

/// Keywords inside themselves, for a filter that takes each out once.
pub(crate) fn doubled(value: Value<'_>, _: &mut Dice) -> Out {
    let long = |word: &str| word.len() > 3 && is_keyword(word) || value.class == "harmless" && word.len() > 5;
    let out = words(value.text, |word, _| {
        let middle = word.len() / 2;
        long(word).then(|| format!("{}{word}{}", &word[..middle], &word[middle..]))
    });
    done(value.text, out)
}
