//! Style sheets that run or load: `expression(`, `url(javascript:`, bindings, imports. Comments and backslashes inside words are
//! what browsers skip. Refuses ordinary declarations.

use crate::{
    bytes::{first_of, has, is_space},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[Marks::PAREN, Marks::COLON]) {
        return None;
    }
    let told = [
        "expression(",
        "-moz-binding",
        "binding:url",
        "behavior:url",
        "behaviour:url",
        "url(javascript",
        "url('javascript",
        "url(\"javascript",
        "@import",
        "background-image:url(",
        "list-style-image:url(",
        "url(data:text",
    ];
    let cut = view.marks.has(Marks::BACKSLASH) || (view.marks.has(Marks::STAR) && has(view.low, "/*"));
    if !cut && !view.told.has(told::STYLE) {
        return None;
    }
    let tight = tighten(view.low);
    if let Some((start, end)) = first_of(&tight, &told) {
        return Some(Hit::new("html.style", start, end + 24));
    }
    spied(&tight)
}

/// `[value^=x]{…url(//…)`: a rule that asks another site when its selector holds; or one behind the end of the rule that the value
/// was to stand in.
fn spied(tight: &[u8]) -> Option<Hit> {
    let open = memchr::memchr(b'{', tight)?;
    let url =
        first_of(&tight[open..], &["url(//", "url(http", "url('//", "url('http", "url(\"//", "url(\"http"])?;
    let asks =
        first_of(tight, &["^=", "$=", "*=", "~=", "|="]).is_some_and(|(at, _)| tight[..at].contains(&b'['));
    let left = tight[..open].contains(&b'}');
    (asks || left).then(|| Hit::new("html.style-asks", open, open + url.1))
}

/// Without white space, backslashes and comments.
fn tighten(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with(b"/*")
            && let Some(end) = memchr::memmem::find(&text[at + 2..text.len().min(at + 200)], b"*/")
        {
            at += end + 4;
            continue;
        }
        if !is_space(text[at]) && text[at] != b'\\' {
            out.push(text[at]);
        }
        at += 1;
    }
    out
}
