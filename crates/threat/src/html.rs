//! Pages: would a browser that is given the value start an element, run a handler, follow an address into script or
//! evaluate it? Refuses to clean anything; that is for who renders.

mod attributes;
mod quiet;
mod script;
mod style;
mod tag;

pub(crate) use script::OBJECTS;

use crate::{
    Kind,
    bytes::{first_of, has, is_space, is_word, trim, window},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

/// What the value would do in a page.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    let markup = view.marks.has(Marks::ANGLE).then(|| tag::inspect(view)).flatten();
    if view.kind == Kind::Markdown || view.kind == Kind::Code {
        let linked =
            || (view.kind == Kind::Markdown && view.marks.has(Marks::COLON)).then(|| linked(view)).flatten();
        return markup.or_else(linked);
    }
    markup
        .or_else(|| handler_outside(view))
        .or_else(|| view.marks.has(Marks::COLON).then(|| address(view)).flatten())
        .or_else(|| view.strict().then(|| style::inspect(view)).flatten())
        .or_else(|| (view.strict() || leaves(view)).then(|| script::inspect(view)).flatten())
}

/// Whether an address of a page begins as a value that leaves the text of a program does.
fn leaves(view: &View<'_>) -> bool {
    view.kind.is_strict() && view.low.first().is_some_and(|byte| b"'\"`)}];-+".contains(byte))
}

/// Whether the name of an element or attribute would make XML act in a browser: a handler, or script of a page.
pub(crate) fn is_active_name(name: &[u8]) -> bool {
    let low = name.to_ascii_lowercase();
    let local = low.rsplit(|byte| *byte == b':').next().unwrap_or(&low);
    local == b"script" || (attributes::is_event(&low) && low.iter().all(u8::is_ascii_lowercase))
}

/// `" onfocus=…`: a handler added to the element around the value.
fn handler_outside(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::EQUALS) {
        return None;
    }
    let text = view.low;
    for at in memchr::memmem::find_iter(text, b"on") {
        let before = if at == 0 { b' ' } else { text[at - 1] };
        let bounded = is_space(before) || b"\"'`/;<>\x00,(".contains(&before);
        if bounded
            && let Some(end) = attributes::handler(text, at)
            && attributes::is_event(&text[at..end])
            && (view.is_name()
                || attributes::runs(&text[end..])
                || memchr::memchr2(b'"', b'\'', &text[..at]).is_some())
        {
            return Some(Hit::new("html.handler", at, end + 24));
        }
    }
    None
}

/// Schemes that run what follows.
const SCHEMES: [&str; 5] = ["javascript", "vbscript", "livescript", "mocha", "jscript"];

/// `javascript:…` and its like, with the gaps that browsers skip.
fn address(view: &View<'_>) -> Option<Hit> {
    for colon in memchr::memchr_iter(b':', view.low) {
        let mut word = [0_u8; 10];
        let mut filled = word.len();
        for byte in view.low[..colon].iter().rev().take(48) {
            if is_space(*byte) || *byte < b' ' {
                continue;
            }
            if !byte.is_ascii_lowercase() || filled == 0 {
                break;
            }
            filled -= 1;
            word[filled] = *byte;
        }
        let word = &word[filled..];
        let scheme = SCHEMES.iter().any(|scheme| word.ends_with(scheme.as_bytes()));
        let after = &view.low[colon + 1..];
        if scheme && runs(after) {
            return Some(Hit::new("html.script-address", colon.saturating_sub(10), colon + 24));
        }
    }
    if !view.told.has(told::SCHEME) {
        return None;
    }
    let (start, end) = first_of(
        view.low,
        &["data:text/html", "data:text/xml", "data:image/svg", "data:application/x-", "data:,"],
    )?;
    let script = !view.low[start..].starts_with(b"data:,")
        && view.low[end..].iter().any(|byte| b",;<".contains(byte))
        || view.low[start..].starts_with(b"data:,") && view.low.get(end).is_some_and(|byte| !is_space(*byte));
    (script && !view.low[start..].starts_with(b"data:image/svg+xml;base64"))
        .then(|| Hit::new("html.data-address", start, end + 24))
}

/// What follows a scheme would be run: it is no prose and not empty.
fn runs(after: &[u8]) -> bool {
    let idle = ["void(0)", "void 0", "void.", ";"].iter().any(|idle| after.starts_with(idle.as_bytes()));
    let next = after.iter().find(|byte| !is_space(**byte));
    let spaced = after.first().is_some_and(|byte| *byte == b' ');
    let code = after.iter().take(200).any(|byte| b"(`=[/".contains(byte)) || has(after, "&lpar;");
    !idle && next.is_some() && (!spaced || called(after)) && (code || !spaced)
}

/// Whether a name is called near the start: prose leaves a gap before its brackets.
fn called(after: &[u8]) -> bool {
    memchr::memchr_iter(b'(', window(after, 0, 80)).any(|at| at > 0 && is_word(after[at - 1]))
}

/// `[text](javascript:…)`, `<javascript:…>` and `[1]: javascript:…` outside of code: what a page makes of prose with markup.
fn linked(view: &View<'_>) -> Option<Hit> {
    let quiet = quiet::code_spans(view.low);
    memchr::memmem::find_iter(view.low, b"script:").find_map(|at| {
        let word = view.low[..at].iter().rev().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let before = trim(&view.low[..at - word]);
        let link = before.ends_with(b"](") || before.ends_with(b"<") || before.ends_with(b"]:");
        (!quiet::shown(&quiet, at) && word > 1 && link && runs(&view.low[at + 7..]))
            .then(|| Hit::new("html.script-address", at - word, at + 24))
    })
}

#[cfg(test)]
mod tests;
