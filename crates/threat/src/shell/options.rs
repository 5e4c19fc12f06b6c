//! Options that a program would take for its own: a value that begins with a flag, or brings one along, with a path, a file or a command
//! behind it. Refuses flags alone: searches leave words out by them.

use crate::{
    Place,
    bytes::{from, is_space, is_word},
    prefilter::Marks,
    view::{Hit, View},
};

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::MINUS)
        || view.is_prose()
        || matches!(view.place, Place::UserAgent | Place::Body | Place::Referer)
    {
        return None;
    }
    memchr::memchr_iter(b'-', view.low).find_map(|at| {
        let bounded = at == 0
            || is_space(view.low[at - 1])
            || view.low[..at].ends_with(b"//")
            || (at == 1 && b"'\"".contains(&view.low[0]));
        (bounded && is_option(view.raw, at)).then(|| Hit::new("shell.option", at, at + 32))
    })
}

/// `--word=x`, `-X/path`, `-oName=x`, `-e 'x'`, `--exec "x"`.
fn is_option(text: &[u8], at: usize) -> bool {
    let rest = from(text, at);
    if let Some(long) = rest.strip_prefix(b"--") {
        let name = long.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count();
        let after = from(long, name);
        return name > 2
            && long[0] != b'-'
            && match after {
                [b'=', byte, ..] => !is_space(*byte),
                [b' ', b'\'' | b'"' | b'/', byte, ..] => byte.is_ascii_alphabetic(),
                _ => false,
            };
    }
    let letters = rest[1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    match from(rest, 1 + letters) {
        [b'/', byte, ..] => (1..=3).contains(&letters) && is_word(*byte),
        // `-oProxyCommand=x` names its setting with capitals.
        [b'=', byte, ..] => letters > 3 && rest[2].is_ascii_uppercase() && !is_space(*byte),
        // `-v /:/host`
        [b' ', b'/', ..] => letters == 1 && at > 0,
        [b' ', quote @ (b'\'' | b'"'), inner @ ..] => {
            letters == 1
                && rest[1].is_ascii_alphabetic()
                && inner.iter().take(64).any(|byte| byte == quote)
                && inner.iter().take(64).any(|byte| b" #;|(\"'".contains(byte) && byte != quote)
        }
        _ => false,
    }
}
