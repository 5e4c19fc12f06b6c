//! Shells: would the value start a command? A separator or substitution, then a word that is one by place and shape, after quotes,
//! backslashes, empty variables and globs inside of it are taken away. Refuses prose that only has such words.

mod after;
mod command;
mod options;
mod shape;
mod words;

use crate::{
    Kind, Place,
    bytes::{first_of, from, has, is_space, is_word, trim, window},
    needles::{Needles, automaton},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

/// Signs of a shell that need no command beside them.
#[rustfmt::skip]
pub(crate) const SIGNS: &[&str] = &[
    "$ifs", "${ifs", "$((", "/dev/tcp/", "/dev/udp/", "2>&1", "bash -i", "bash -c", "sh -c", "cmd /c", "cmd.exe", "powershell", "/bin/sh", "/bin/bash", "/bin/cat", "/bin/ls", "/bin/id", "/bin/ps", "/bin/ping",
    "/usr/bin/", "/usr/sbin/", "/sbin/", "/bin/nc", "/bin/uname", "/bin/sleep", "/bin/echo", "${path:", "${home:", "${pwd:", "%comspec%", "%pipe%", "$env:", ">/dev/null",
];

static SIGNED: Needles = Needles::new(|| automaton(SIGNS));

/// What the value would do in a shell.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    let strict = view.strict() && view.place != Place::UserAgent;
    let odd = [
        Marks::SEMICOLON,
        Marks::PIPE,
        Marks::AMPERSAND,
        Marks::TICK,
        Marks::DOLLAR,
        Marks::LINE,
        Marks::PAREN,
        Marks::ANGLE,
        Marks::BRACE,
    ];
    // Old shells run what follows a function that a variable brings in.
    if trim(view.low).starts_with(b"()") && trim(&trim(view.low)[2..]).starts_with(b"{") {
        return Some(Hit::new("shell.function", 0, 24));
    }
    let separated = view.marks.any(&odd).then(|| separated(view)).flatten();
    separated
        .or_else(|| {
            if strict {
                shape::inspect(view).or_else(|| after::inspect(view)).or_else(|| options::inspect(view))
            } else {
                None
            }
        })
        .or_else(|| {
            if strict && view.told.has(told::SHELL) {
                SIGNED
                    .find(view.low)
                    .filter(|(start, _)| signs(view.low, *start))
                    .map(|(s, e)| Hit::new("shell.sign", s, e))
            } else {
                None
            }
        })
        .or_else(|| if strict { opening(view) } else { None })
        .or_else(|| if strict { globbed(view.low) } else { None })
}

/// A path of a program is no part of the path of an address.
fn signs(text: &[u8], start: usize) -> bool {
    text[start] != b'/' || start == 0 || !is_word(text[start - 1])
}

/// White space that is looked past before a command.
const LONGEST_GAP: usize = 32;

/// Commands after `;`, `|`, `&`, new lines, `` ` ``, `$(`, `<(`.
fn separated(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let prose = view.is_prose();
    let listed = memchr::memchr_iter(b'|', text).take(4).count() > 3 && !has(text, " |") && !has(text, "| ");
    for at in separators(text) {
        let byte = &text[at];
        let next = text.get(at + 1).copied().unwrap_or(0);
        let mut joins = false;
        let (from, sure) = match byte {
            b';' if view.place == Place::UserAgent => continue,
            b'|' if listed => continue,
            // `a=1&amp;sort=2`, split at the letter: the name is no command.
            b';' if view.is_name() => (at + 1, view.strict() && !text[..at].ends_with(b"amp")),
            b';' | b'|' => (at + 1, view.strict()),
            // `Bed & More`: between blanks it joins names.
            b'&' if next == b' ' && at > 0 && text[at - 1] == b' ' => {
                joins = true;
                (at + 1, view.strict())
            }
            b'&' if next != b'&' && view.marks.has(Marks::EQUALS) => {
                (at + 1, view.strict() && spaced(text, at + 1))
            }
            b'&' => (at + 1, view.strict() || next == b'&'),
            b'\n' | b'\r' if view.strict() && !prose => (at + 1, at < 24 && !text[..at].contains(&b' ')),
            // People put commands between back-ticks when they speak of them.
            b'`' if prose && (at == 0 || is_space(text[at - 1])) => continue,
            b'`' => (at + 1, view.strict() && closes(text, at)),
            b'$' | b'<' | b'>' if next == b'(' => (at + 2, true),
            b'<' if next == b'{' => (at + 1, view.strict()),
            _ => continue,
        };
        let next = from + window(text, from, LONGEST_GAP).iter().take_while(|byte| is_space(**byte)).count();
        if let Some(found) = command::at(text, next)
            && found.runs(
                text,
                sure && (!prose || (next == at + 1 && !found.english)) && !(joins && found.english),
            )
        {
            return Some(Hit::new("shell.command", at, found.end + 24));
        }
        if view.strict() && matches!(byte, b';' | b'|' | b'&') && sure && flagged(text, next) {
            return Some(Hit::new("shell.flag", at, next + 24));
        }
        if view.strict()
            && matches!(byte, b';' | b'|' | b'&' | b'`' | b'<')
            && !prose
            && expands(text, next, *byte)
        {
            return Some(Hit::new("shell.expansion", at, next + 24));
        }
    }
    None
}

/// Every place of a byte after which a command may stand; not in order.
fn separators(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b';', b'|', b'&', text)
        .chain(memchr::memchr3_iter(b'\n', b'\r', b'`', text))
        .chain(memchr::memchr3_iter(b'$', b'<', b'>', text))
}

/// Whether the word that stands there is followed by a blank, and is no parameter.
fn spaced(text: &[u8], at: usize) -> bool {
    let word = from(text, at).iter().take_while(|byte| is_word(**byte)).count();
    word > 0 && from(text, at + word).first().is_some_and(|byte| is_space(*byte))
}

/// Whether a word with a flag stands there: `perf --version`, whatever the word.
fn flagged(text: &[u8], at: usize) -> bool {
    let rest = from(text, at);
    let word = rest.iter().take(24).take_while(|byte| is_word(**byte) || **byte == b'-').count();
    let after = from(rest, word);
    let spaced = after.first().is_some_and(|byte| is_space(*byte));
    let after = trim(&after[..after.len().min(48)]);
    let long = after.starts_with(b"--") && after.get(2).is_some_and(u8::is_ascii_alphabetic);
    let short = after.starts_with(b"-") && after.get(1).is_some_and(u8::is_ascii_alphabetic);
    word > 1 && rest[0].is_ascii_alphabetic() && spaced && (long || short)
}

/// Whether a back-tick has a partner nearby.
fn closes(text: &[u8], at: usize) -> bool {
    window(text, at + 1, 200).contains(&b'`')
}

/// `{cat,/x}`, `{cmd}`, `$x`, `$'…'` where a command should stand.
fn expands(text: &[u8], at: usize, separator: u8) -> bool {
    let rest = from(text, at);
    match rest {
        [b'{', inner @ ..] => {
            let length = inner.iter().take_while(|byte| is_word(**byte)).count();
            length > 0 && inner.get(length).is_some_and(|byte| b",}".contains(byte))
        }
        [b'$', b'{' | b'\'' | b'"', ..] => true,
        [b'$', inner @ ..] => {
            let length = inner.iter().take_while(|byte| is_word(**byte)).count();
            length > 0
                && !inner[0].is_ascii_digit()
                && inner.get(length).is_none_or(|byte| is_space(*byte) || b";|&'\"\\".contains(byte))
        }
        [a, ..] if a.is_ascii_lowercase() && separator != b'&' => {
            let length = rest.iter().take_while(|byte| is_word(**byte)).count();
            rest[length..].starts_with(b"=$") || rest[length..].starts_with(b"=`")
        }
        _ => false,
    }
}

/// A command that the value opens with, perhaps after a quote that closes a string.
fn opening(view: &View<'_>) -> Option<Hit> {
    let lead = view
        .low
        .iter()
        .take(12)
        .take_while(|byte| is_space(**byte) || b"'\"()+$\\<{,".contains(byte))
        .count();
    let text = view.low;
    if let Some(rule) = windows(&text[lead..]) {
        return Some(Hit::new(rule, lead, lead + 24));
    }
    let found = command::at(text, lead)?;
    let broken = lead > 0 && text[..lead].iter().any(|byte| b"'\")".contains(byte));
    let piped = trim(from(text, found.end));
    let ends = matches!(piped, [b';' | b'|' | b'&' | b'`'] | [b'|', b'|'] | [b'&', b'&']);
    let named = view.is_name() && !found.obfuscated;
    let runs = found.stands_alone(text)
        || (ends && !found.english)
        || (broken && found.runs(text, true) && view.kind != Kind::Text);
    (runs && !named).then(|| Hit::new("shell.opening", lead, found.end + 24))
}

/// Statements of the Windows command line.
fn windows(text: &[u8]) -> Option<&'static str> {
    let text = text.strip_prefix(b"& ").or(text.strip_prefix(b"&")).unwrap_or(text);
    let rest = text.strip_prefix(b"for ").map(trim);
    if rest.is_some_and(|rest| (rest.starts_with(b"/") || rest.starts_with(b"%")) && has(rest, "do")) {
        return Some("shell.for");
    }
    let rest = trim(text.strip_prefix(b"if ")?);
    let rest = trim(rest.strip_prefix(b"not ").unwrap_or(rest));
    let told = ["exist ", "defined ", "/i ", "errorlevel ", "cmdextversion ", "%", "\"%"];
    let compared = first_of(rest, &["==", " equ ", " neq ", " lss ", " leq ", " gtr ", " geq "]).is_some();
    let body = has(rest, " set ")
        || rest.contains(&b'(')
        || has(rest, "echo")
        || rest.contains(&b'%')
        || has(rest, " goto ");
    let opens = told.iter().any(|word| rest.starts_with(word.as_bytes()));
    ((opens || compared) && body).then_some("shell.if")
}

/// A path with globs instead of letters: `/???/c?t`, `/bi[n]/x`, `/[e///]tc`.
fn globbed(text: &[u8]) -> Option<Hit> {
    let at = memchr::memchr(b'/', text)?;
    let path = &text[at..at + text[at..].iter().take(48).take_while(|byte| !is_space(**byte)).count()];
    let slashes = memchr::memchr_iter(b'/', path).count();
    let bracketed = path.windows(3).any(|w| w[0] == b'[' && is_word(w[1]) && (w[2] == b']' || w[2] == b'/'));
    let marked = memchr::memchr_iter(b'?', path).count() >= 2
        && !path.contains(&b'=')
        && slashes >= 2
        && !path.contains(&b':');
    let absolute = at == 0 || is_space(text[at - 1]) || b"'\"`|;&$(=".contains(&text[at - 1]);
    (absolute && slashes >= 2 && (bracketed || marked)).then(|| Hit::new("shell.glob", at, at + path.len()))
}

#[cfg(test)]
mod tests;
