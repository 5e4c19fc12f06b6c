//! Signs of smaller languages that run commands or read files: TeX, Tcl, Perl and Ruby quotes that run, formulas of spreadsheets,
//! connection strings of databases. Refuses calls; they have a shape of their own.

use crate::{
    bytes::{first_of, from, is_space, is_word, trim, word},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    tex(view)
        .or_else(|| tcl(view))
        .or_else(|| lisp(view))
        .or_else(|| callable(view))
        .or_else(|| quoted(view))
        .or_else(|| formula(view))
        .or_else(|| connection(view))
}

/// Words of TeX that write, read or run, in order.
const TEX: &[&str] = &[
    "catcode",
    "csname",
    "directlua",
    "immediate",
    "include",
    "includegraphics",
    "input",
    "lstinputlisting",
    "newread",
    "newwrite",
    "openin",
    "openout",
    "read",
    "scantokens",
    "shellescape",
    "usepackage",
    "verbatiminput",
    "write",
];

/// `\write18{…}`, `\input{/a}`.
fn tex(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::BACKSLASH) || view.is_prose() {
        return None;
    }
    memchr::memchr_iter(b'\\', view.low).find_map(|at| {
        let letters = from(view.low, at + 1).iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let name = &view.low[at + 1..at + 1 + letters];
        let after = from(view.low, at + 1 + letters);
        let acts = matches!(after, [b'{' | b'\\' | b'1' | b'[' | b'|', ..]);
        (crate::bytes::listed(TEX, name) && acts).then(|| Hit::new("code.tex", at, at + 32))
    })
}

/// `[exec id]`, `[open |id]`.
fn tcl(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::BRACKET) {
        return None;
    }
    let (start, end) =
        first_of(view.low, &["[exec ", "[open |", "[open \"|", "[eval ", "[source ", "[socket "])?;
    view.low[end..].contains(&b']').then(|| Hit::new("code.tcl", start, end + 16))
}

/// `(word-word "x")`.
fn lisp(view: &View<'_>) -> Option<Hit> {
    memchr::memchr_iter(b'(', view.low).find_map(|at| {
        let inner = from(view.low, at + 1);
        let name = inner.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count();
        let argued = matches!(from(inner, name), [b' ', b'"' | b'\'' | b'(', ..]);
        (inner[..name].contains(&b'-') && name > 4 && argued && !view.is_prose())
            .then(|| Hit::new("code.lisp", at, at + 32))
    })
}

/// A function of PHP that is named where a value stands, as frameworks that call what they are told would.
fn callable(view: &View<'_>) -> Option<Hit> {
    if view.is_prose() {
        return None;
    }
    let mut at = 0;
    view.low.split(|byte| !is_word(*byte)).find_map(|name| {
        let start = at;
        at += name.len() + 1;
        let valued = start == 0 && name.len() == view.low.len()
            || start > 0 && b"=:\\|".contains(&view.low[start - 1]);
        (valued && super::functions::is_sharp(name))
            .then(|| Hit::new("code.callable", start, start + name.len()))
    })
}

/// `%x(id)`, `qx{id}`: quotes that run what they hold.
fn quoted(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[Marks::PAREN, Marks::BRACE, Marks::BRACKET]) {
        return None;
    }
    ["%x", "qx"].iter().find_map(|sign| {
        memchr::memmem::find_iter(view.low, sign.as_bytes()).find_map(|at| {
            let bounded = at == 0 || !is_word(view.low[at - 1]);
            let opens = matches!(from(view.low, at + 2), [b'(' | b'{' | b'[' | b'!' | b'/' | b'|', byte, ..] if !is_space(*byte));
            (bounded && opens).then(|| Hit::new("code.quoted-command", at, at + 24))
        })
    })
}

/// Functions of spreadsheets that reach out of the sheet, in order.
const REACHING: &[&str] = &[
    "call",
    "dde",
    "exec",
    "hyperlink",
    "image",
    "importdata",
    "importfeed",
    "importhtml",
    "importrange",
    "importxml",
    "register",
    "rtd",
    "webservice",
];

/// `=cmd|'/c x'!a0`, `=hyperlink(…)`: a cell that a spreadsheet would compute.
fn formula(view: &View<'_>) -> Option<Hit> {
    let text = trim(view.low);
    let body = matches!(text, [b'=' | b'+' | b'-' | b'@', ..]).then(|| &text[1..])?;
    let name = word(body, 0);
    let exchange = !name.is_empty() && body[name.len()..].starts_with(b"|'") && body.contains(&b'!');
    let calls =
        text[0] == b'=' && body[name.len()..].starts_with(b"(") && crate::bytes::listed(REACHING, name);
    (exchange || calls).then(|| Hit::new("code.formula", 0, 32))
}

/// `jdbc:…;init=…`: a connection string that loads or runs.
fn connection(view: &View<'_>) -> Option<Hit> {
    let at = view.told.has(told::SCHEME).then(|| memchr::memmem::find(view.low, b"jdbc:")).flatten()?;
    let kind = word(view.low, at + 5);
    (!kind.is_empty() && view.low[at + 5 + kind.len()..].starts_with(b":"))
        .then(|| Hit::new("code.connection", at, at + 48))
}
