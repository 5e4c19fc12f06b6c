//! What follows a separator: words of a shell, a word with a flag or a path, a command that runs another. Refuses long prose.

use super::words;
use crate::{
    Place,
    bytes::{from, is_space, is_word, skip_space, trim, window, word},
    prefilter::Marks,
    view::{Hit, View},
};

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if view.is_prose() || view.place == Place::Body {
        return None;
    }
    [keywords, told, leading, after_separator, wrapped].iter().find_map(|rule| rule(view))
}

/// `alias a=b`, `export a=b` as a value: what a shell is told to remember.
fn told(view: &View<'_>) -> Option<Hit> {
    let text = trim(view.low);
    // `verb-noun http://…`, `verb-noun $x`: a command of the newer Windows shell with an argument.
    let name = text.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
    let argument = trim(from(text, name));
    let shaped = from(text, name).starts_with(b" ")
        && (argument.windows(3).take(12).any(|w| w == b"://")
            || matches!(argument, [b'-' | b'$' | b'\'' | b'"' | b'(', ..]));
    if words::is_cmdlet(&text[..name]) && shaped {
        return Some(Hit::new("shell.cmdlet", 0, 32));
    }
    let rest = ["alias ", "export ", "declare ", "setenv "]
        .iter()
        .find_map(|told| text.strip_prefix(told.as_bytes()))?;
    let name = word(rest, 0).len();
    (name > 0 && rest.get(name) == Some(&b'=') && rest.get(name + 1).is_some_and(|byte| !is_space(*byte)))
        .then(|| Hit::new("shell.alias", 0, 24))
}

/// `; then x`, `; fi`, `;done`: words of a shell that only stand after a separator.
fn keywords(view: &View<'_>) -> Option<Hit> {
    memchr::memchr_iter(b';', view.low).find_map(|at| {
        let start = skip_space(view.low, at + 1);
        let name = word(view.low, start);
        let after = from(view.low, start + name.len());
        let closes =
            matches!(name, b"fi" | b"done" | b"esac") && matches!(after, [] | [b';' | b' ' | b'\n', ..]);
        let opens = matches!(name, b"then" | b"do") && after.first() == Some(&b' ') && after.contains(&b';');
        (closes || opens).then(|| Hit::new("shell.keyword", at, start + name.len()))
    })
}

/// A value that begins with what ends a command, then a word: `;word`, `| word`, `&word&`, `host&&word`, `10.0.0.1|word x`.
fn leading(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let lead = text.iter().take_while(|byte| is_word(**byte) || b".-:/'\"), ".contains(byte)).count();
    let separator = text[lead..].iter().take(4).take_while(|byte| b";|&\n\r".contains(byte)).count();
    let sign = &text[lead..lead + separator];
    let strong = match sign {
        // An address, a number or nothing at all stands before.
        [b';' | b'|' | b'&'] => {
            text[..lead].iter().all(|byte| byte.is_ascii_digit() || b".:/'\") ".contains(byte))
        }
        [b'&', b'&', ..] | [b'|', b'|', ..] | [b';', b';', ..] => lead == 0 || !is_space(text[lead - 1]),
        _ => false,
    };
    if !strong || matches!(view.place, Place::UserAgent) {
        return None;
    }
    // The old Windows shell takes these for blanks.
    let blank = from(text, lead + separator)
        .iter()
        .take_while(|byte| is_space(**byte) || b",;=".contains(byte))
        .count();
    let start = lead + separator + blank;
    let spaced = start > lead + separator;
    let rest = from(text, start);
    let name = rest.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
    let first = *view.raw.get(start)?;
    let after = rest.get(name);
    let word = name > 1 && first.is_ascii_lowercase() && !rest[..name].iter().all(u8::is_ascii_digit);
    let ends = match after {
        None => sign.len() > 1 || matches!(sign, [b'|' | b'&'] if !spaced) || (lead == 0 && sign == b";"),
        Some(b' ') => true,
        Some(b'&' | b'|' | b'>' | b'<' | b'\n' | b'/') => lead == 0 || sign.len() > 1,
        // `&lt;` is a letter, `&a=1` a parameter.
        Some(b';') => sign != b"&",
        _ => false,
    };
    let listed = sign.len() == 1 && memchr::memchr_iter(sign[0], text).count() > 2 && lead > 0;
    (word && ends && !listed).then(|| Hit::new("shell.leading", lead, start + name))
}

/// `; word -x`, `|word /a/b`, `&& ./x`, `;/a/b`: whatever the word is.
fn after_separator(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    memchr::memchr3_iter(b';', b'|', b'&', text).chain(memchr::memchr_iter(b'\n', text)).find_map(|at| {
        let byte = &text[at];
        let single = text.get(at + 1) != Some(byte);
        let counts = match byte {
            // `<https://a.b|words>` is a link of chats.
            b'|' if is_link(&text[at.saturating_sub(LONGEST_LINK)..at]) => false,
            b';' | b'|' => view.place != Place::UserAgent,
            b'&' => !single || !view.marks.has(Marks::EQUALS),
            b'\n' => at < 64,
            _ => false,
        };
        if !counts {
            return None;
        }
        let rest = trim(window(text, at + 1, 96));
        let name = rest.iter().take_while(|byte| is_word(**byte) || b"-./~".contains(byte)).count();
        let path =
            name > 3 && matches!(rest, [b'/', ..] | [b'.' | b'~', b'/', ..]) && rest[1..name].contains(&b'/');
        let arguments = from(rest, name);
        let spaced = arguments.first().is_some_and(|byte| is_space(*byte)) && name > 0;
        let argument = trim(arguments);
        let argued = spaced
            && rest[0].is_ascii_lowercase()
            && (shaped(argument) || flagged(argument))
            && !(rest[..name].contains(&b'-') && argument.starts_with(b"/"));
        let redirected =
            name > 1 && matches!(argument, [b'>', b'/' | b'&' | b'.', ..] | [b'>', b' ', b'/' | b'.', ..]);
        let verb = words::is_cmdlet(&rest[..name]) && !arguments.starts_with(b":");
        // `&(x)`, `&$x`: the newer Windows shell calls what stands there.
        let called =
            *byte == b'&' && matches!(rest, [b'(' | b'$', ..]) && (at == 0 || b";|".contains(&text[at - 1]));
        (called || path || argued || redirected || verb).then(|| Hit::new("shell.shape", at, at + 48))
    })
}

/// Bytes of an address in a link of chats.
const LONGEST_LINK: usize = 256;

/// Whether an angle bracket is open.
fn is_link(before: &[u8]) -> bool {
    memchr::memrchr(b'<', before) > memchr::memrchr(b'>', before)
}

/// Whether an argument is a flag, a path, a variable or a redirection.
fn shaped(argument: &[u8]) -> bool {
    match argument {
        [b'-', b'-', byte, ..] => byte.is_ascii_lowercase(),
        [b'-', byte, after @ ..] => byte.is_ascii_alphanumeric() && after.first() != Some(&b'-'),
        [b'/', byte, ..] | [b'.' | b'~', b'/', byte, ..] => byte.is_ascii_alphanumeric() || *byte == b'.',
        [b'$', byte, ..] => byte.is_ascii_alphabetic() || b"({@*".contains(byte),
        [b'>' | b'<', byte, after @ ..] => {
            byte.is_ascii_lowercase()
                || b"/&(.".contains(byte)
                || (*byte == b' ' && matches!(after, [b'/' | b'.', ..]))
        }
        _ => false,
    }
}

/// Whether a flag stands among the arguments, before the command ends.
fn flagged(arguments: &[u8]) -> bool {
    let end = arguments.iter().position(|byte| b";|&\n".contains(byte)).unwrap_or(arguments.len());
    arguments[..end].windows(3).any(|w| {
        is_space(w[0])
            && match w[1] {
                b'-' => w[2].is_ascii_alphabetic() || w[2] == b'-',
                b'/' | b'$' | b'%' => w[2].is_ascii_alphabetic(),
                b'.' => is_space(w[2]) || w[2] == b'/',
                b'~' => w[2] == b'/',
                _ => false,
            }
    })
}

/// `nohup ifconfig`, `time id`: a command that runs the command after it.
fn wrapped(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let lead = text.iter().take_while(|byte| is_space(**byte) || b"'\";|&`".contains(byte)).count();
    let first = word(text, lead);
    if !words::is_wrapper(first) {
        return None;
    }
    let rest = from(text, lead + first.len());
    let gap = rest.iter().take_while(|byte| is_space(**byte) || b"'\";".contains(byte)).count();
    let second = word(rest, gap);
    let ends = trim(from(rest, gap + second.len())).is_empty();
    let runs = gap > 0 && words::is_command(second) && (!words::is_english(second) || (ends && lead > 0));
    runs.then(|| Hit::new("shell.wrapped", lead, lead + 32))
}
