//! Script that a page would evaluate where the value stands inside of script already: calls of the browser's functions, its objects
//! by odd ways, programs of brackets only. Refuses markup.

use crate::{
    bytes::{first_of, has, is_space, is_word, skip_space, word_before},
    needles::{Needles, automaton},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

/// Functions whose call shows or runs something.
const CALLS: &[&str] = &[
    "alert",
    "confirm",
    "prompt",
    "eval",
    "settimeout",
    "setinterval",
    "atob",
    "fromcharcode",
    "fromcodepoint",
    "execscript",
    "importscripts",
    "getelementbyid",
    "getelementsbytagname",
    "queryselector",
    "createelement",
    "globaleval",
    "fetch",
    "setimmediate",
    "charat",
    "postmessage",
    "sendbeacon",
    "msgbox",
];

pub(crate) const OBJECTS: &[&str] = &[
    "document.cookie",
    "document.write",
    "document.location",
    "document.domain",
    "document.body",
    "document[",
    "document.getelement",
    "document.createelement",
    "document.queryselector",
    "window.location",
    "window.open",
    "window.name",
    "location.href",
    "location.hash",
    "location=",
    "location.replace",
    "location.assign",
    "localstorage.",
    "sessionstorage.",
    "innerhtml",
    "outerhtml",
    "string.fromcharcode",
    "xmlhttprequest",
    "activexobject",
    "constructor.constructor",
    "constructor(",
    "constructor.prototype",
    "prototype.",
    "[\"constructor\"]",
    "['constructor']",
    "navigator.sendbeacon",
    "globalthis",
    "window.onerror",
    "throw onerror",
    "onerror=alert",
    "onerror=eval",
    "$eval(",
    "$on.constructor",
    "reflect.apply",
    "function(){",
    "()=>",
    "import(",
    "components.classes",
    "\"cookie\"",
    "'cookie'",
    "alert`",
    "prompt`",
    "confirm`",
    "eval`",
    ".call`",
    ".call(",
    ".bind(",
    ".apply(",
    ".source]",
    "tostring(",
    "object.define",
];

/// Bytes up to which a value may be a sentence about a call.
const SENTENCE: usize = 240;

const ROOTS: &[&str] =
    &["self", "window", "top", "parent", "opener", "frames", "this", "globalthis", "document", "content"];

static KNOWN: Needles = Needles::new(|| automaton(OBJECTS));

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    call(view)
        .or_else(|| bracketed(view))
        .or_else(|| {
            let odd =
                [Marks::PAREN, Marks::EQUALS, Marks::TICK, Marks::BRACKET, Marks::SEMICOLON, Marks::PLUS];
            (view.is_name() || view.marks.any(&odd))
                .then(|| view.told.has(told::SCRIPT).then(|| KNOWN.find_word(view.low)).flatten())
                .flatten()
                .map(|(start, end)| Hit::new("html.script-object", start, end))
        })
        .or_else(|| import(view))
        .or_else(|| chained(view))
        .or_else(|| printed(view))
}

/// `alert(`, `alert/**/(`, `alert.call(`, `(alert)(`, `scriptalert(`.
fn call(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[Marks::PAREN, Marks::TICK]) {
        return None;
    }
    let text = view.low;
    memchr::memchr2_iter(b'(', b'`', text).find_map(|left| {
        let gap = |byte: &u8| is_space(*byte) || b")/*;]?.".contains(byte) || *byte < b' ';
        let end = left - text[..left].iter().rev().take(16).take_while(|byte| gap(byte)).count();
        let word = word_before(text, end);
        let named = CALLS.iter().any(|name| word.ends_with(name.as_bytes()));
        // Prose writes "the alert (red)": with a gap, what follows has to look like an argument.
        let argued = text.get(left + 1).is_none_or(|byte| !byte.is_ascii_alphabetic());
        let said = || text.get(left + 1) == Some(&b')') && is_said(text, end - word.len(), left + 2);
        (named && !said() && (argued || !text[end..left].iter().all(|byte| *byte == b' ') || end == left))
            .then(|| Hit::new("html.script-call", end - word.len(), left + 24))
    })
}

/// Whether a call without arguments stands between words of a sentence: "how to use `alert()` in a page".
fn is_said(text: &[u8], start: usize, end: usize) -> bool {
    let spoken = |byte: &u8| byte.is_ascii_alphanumeric() || b" .,?!-()".contains(byte);
    text.len() <= SENTENCE
        && text.iter().all(spoken)
        && text.split(|byte| *byte == b' ').count() > 2
        && (start == 0 || text[start - 1] == b' ')
        && text.get(end).is_none_or(|byte| b" .,?!".contains(byte))
}

/// `opener.document.x`: two windows or documents in a row are a way through the objects of a browser.
fn chained(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::DOT) {
        return None;
    }
    let text = view.low;
    memchr::memmem::find_iter(text, b".document.").find_map(|at| {
        let word = word_before(text, at);
        let way = text.get(at + 10).is_some_and(u8::is_ascii_alphabetic);
        (way && ROOTS.iter().any(|root| word == root.as_bytes()))
            .then(|| Hit::new("html.script-way", at - word.len(), at + 24))
    })
}

/// `/S/JavaScript/JS(…)`: the action of a page in PDF.
fn printed(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if !view.marks.has(Marks::SLASH) || !has(text, "/js") {
        return None;
    }
    first_of(text, &["/javascript", "/openaction"])?;
    memchr::memmem::find_iter(text, b"/js").find_map(|at| {
        let next = text.get(skip_space(text, at + 3))?;
        b"(<".contains(next).then(|| Hit::new("html.script-print", at, at + 24))
    })
}

/// `window['al'+'ert']`, `top[/al/.source+…]`, and programs of `[]()!+` alone.
fn bracketed(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::BRACKET) {
        return None;
    }
    let text = view.low;
    let indexed = memchr::memchr_iter(b'[', text).find_map(|at| {
        let word = word_before(text, at);
        let next = text.get(skip_space(text, at + 1))?;
        let root = ROOTS.iter().any(|root| word == root.as_bytes());
        (root && b"'\"/`(+![a".contains(next))
            .then(|| Hit::new("html.script-index", at - word.len(), at + 24))
    });
    indexed.or_else(|| {
        let odd = text.iter().filter(|byte| b"[]()!+{}$_'\"".contains(byte)).count();
        let words = text.iter().filter(|byte| is_word(**byte)).count();
        let told = first_of(text, &["![]", "+[]", "[]+", "{}+", "(+", "[]["]).is_some();
        (odd >= 16 && words * 4 < odd && told).then(|| Hit::new("html.script-brackets", 0, 48))
    })
}

/// `import x from "…"`: a module is an address or a path, and not a country.
fn import(view: &View<'_>) -> Option<Hit> {
    let text = crate::bytes::trim(view.low);
    if !text.starts_with(b"import") || !view.marks.has(Marks::QUOTE) {
        return None;
    }
    let told = [" from \"", " from '", "}from", "import \"", "import '", "import{"];
    let module =
        first_of(text, &told).is_some_and(|(_, end)| text[end..].iter().any(|byte| b"./:".contains(byte)));
    module.then(|| Hit::new("html.script-import", 0, 48))
}
