//! Elements: what `<…` would start. Refuses script outside of markup.

use crate::{
    Kind,
    bytes::{first_of, has, is_space, listed, window},
    view::{Hit, View},
};

/// Elements that run, load or redirect by themselves, in order.
#[rustfmt::skip]
const ACTIVE: &[&str] = &[
    "animate", "animation", "applet", "base", "bgsound", "embed", "event-source", "foreignobject", "form", "frame", "frameset", "handler", "iframe",
    "ilayer", "image", "import", "isindex", "layer", "link", "listener", "math", "meta", "noembed", "noscript", "object", "portal", "script", "set",
    "style", "svg", "template", "textarea", "use", "vmlframe", "x:script", "xml", "xmp",
];

/// Other elements of HTML, in order.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blink", "blockquote", "body", "br", "button",
    "canvas", "caption", "center", "cite", "code", "col", "colgroup", "command", "content", "data", "datalist", "dd", "del", "details", "dfn",
    "dialog", "dir", "div", "dl", "dt", "element", "em", "fieldset", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "i", "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "listing", "main", "map", "mark",
    "marquee", "menu", "menuitem", "meter", "multicol", "nav", "nextid", "nobr", "noframes", "ol", "optgroup", "option", "output", "p", "picture",
    "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "search", "section", "select", "shadow", "slot", "small",
    "source", "spacer", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track",
    "tt", "u", "ul", "var", "video", "wbr",
];

/// Words that begin as the names of events do, in order: every other `on…=` is a handler, whatever events browsers add.
const ENGLISH: &[&str] = &[
    "once", "oncology", "oneself", "ongoing", "online", "only", "onset", "onsite", "onstage", "onto",
    "onward", "onwards",
];

/// The first element that a browser would start and that does something.
pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let quiet = if view.kind == Kind::Markdown || view.kind == Kind::Code {
        code_spans(view.low)
    } else {
        Vec::new()
    };
    memchr::memchr_iter(b'<', view.low).find_map(|at| {
        if quiet.iter().any(|(start, end)| (*start..*end).contains(&at)) {
            return None;
        }
        element(view, at).map(|rule| Hit::new(rule, at, at + 48))
    })
}

/// The rule that an element at this `<` breaks.
fn element(view: &View<'_>, at: usize) -> Option<&'static str> {
    let text = view.low;
    let mut start = at + 1;
    let skips = |byte: u8| byte < b' ' && !is_space(byte) || byte == b'<' || byte == b'%' || byte == b'~';
    start += text[start..].iter().take(8).take_while(|byte| skips(**byte)).count();
    let closing = text.get(start) == Some(&b'/');
    start += usize::from(closing);
    let length = text[start..]
        .iter()
        .take(24)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b":-_".contains(byte))
        .count();
    let name = &text[start..start + length];
    let after = text.get(start + length).copied();
    if name.is_empty() || !name[0].is_ascii_alphabetic() {
        return comment(window(text, at, 400)).filter(|_| view.strict());
    }
    let ends = after.is_none_or(|byte| is_space(byte) || byte < b' ' || b"/>\"'`+\\<;=".contains(&byte));
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    let attributes = window(text, start + length, 1024);
    let attributes = &attributes[..end_of_tag(attributes)];
    let active = ends && (listed(ACTIVE, name) || listed(ACTIVE, local));
    match view.kind {
        Kind::Markdown | Kind::Code => {
            let runs = active
                && matches!(name, b"script" | b"iframe" | b"object" | b"embed" | b"applet")
                && view.kind == Kind::Markdown;
            (handled(attributes) && ends)
                .then_some("html.handler")
                .or_else(|| (runs && !closing).then_some("html.active-element"))
        }
        Kind::Text => {
            let known = active
                && !matches!(
                    name,
                    b"title"
                        | b"set"
                        | b"use"
                        | b"base"
                        | b"form"
                        | b"image"
                        | b"link"
                        | b"style"
                        | b"import"
                );
            (handled(attributes))
                .then_some("html.handler")
                .or_else(|| (known || scripted(attributes)).then_some("html.active-element"))
        }
        _ => {
            let known = ends && listed(ELEMENTS, name);
            (handled(attributes) && ends)
                .then_some("html.handler")
                .or_else(|| active.then_some("html.active-element"))
                .or_else(|| (ends && scripted(attributes)).then_some("html.script-address"))
                .or_else(|| (known && !closing && odd_attributes(attributes)).then_some("html.element"))
        }
    }
}

/// `<!--[if`, `<!doctype html`, `<?import`: constructs that are no elements.
fn comment(text: &[u8]) -> Option<&'static str> {
    let (_, end) = first_of(&text[..text.len().min(12)], &["<!--", "<?import", "<!["])?;
    let content = &text[end..];
    let told = first_of(content, &["script", "[if", "onerror", "stylesheet", "--!>", "<img", "<div", "ie "])
        .is_some();
    told.then_some("html.declaration")
}

/// Where the tag ends, as browsers take it: at a `>` outside of quotes, else at the end.
fn end_of_tag(text: &[u8]) -> usize {
    let mut quote = 0;
    for (at, byte) in text.iter().enumerate() {
        match *byte {
            b'"' | b'\'' if quote == 0 && at > 0 && text[at - 1] == b'=' => quote = *byte,
            byte if quote != 0 && byte == quote => quote = 0,
            b'>' if quote == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether a handler stands among the attributes.
fn handled(attributes: &[u8]) -> bool {
    memchr::memmem::find_iter(attributes, b"on").any(|at| {
        let bounded = at == 0 || !attributes[at - 1].is_ascii_alphanumeric() && attributes[at - 1] != b'-';
        bounded && handler(attributes, at).is_some_and(|end| end - at > 4)
    })
}

/// Attributes that only format or point: an element with no others is text that someone pasted.
const IDLE: &[&str] = &[
    "abbr",
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "cols",
    "colspan",
    "color",
    "content",
    "dir",
    "face",
    "height",
    "href",
    "lang",
    "rel",
    "rows",
    "rowspan",
    "size",
    "style",
    "target",
    "title",
    "valign",
    "width",
];

/// Whether an element has attributes other than those.
fn odd_attributes(attributes: &[u8]) -> bool {
    let mut rest = attributes;
    while let Some(at) = rest.iter().position(u8::is_ascii_alphabetic) {
        let length =
            rest[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let name = &rest[at..at + length];
        if !listed(IDLE, name) {
            return true;
        }
        rest = &rest[at + length..];
        let Some(equals) = rest.iter().position(|byte| !is_space(*byte)).filter(|next| rest[*next] == b'=')
        else {
            continue;
        };
        rest = &rest[equals + 1..];
        let lead = rest.iter().take_while(|byte| is_space(**byte)).count();
        rest = &rest[lead..];
        let end = match rest.first() {
            Some(quote @ (b'"' | b'\'')) => {
                rest[1..].iter().position(|byte| byte == quote).map(|end| end + 2)
            }
            _ => rest.iter().position(|byte| is_space(*byte)),
        };
        let end = end.unwrap_or(rest.len());
        let value = &rest[..end];
        let tells = match name {
            b"style" => {
                value.iter().any(|byte| b"&\\".contains(byte))
                    || has(value, "url(")
                    || has(value, "expression")
            }
            b"href" => value.iter().any(|byte| *byte < b' ') || has(value, "&#"),
            _ => false,
        };
        if tells {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

/// Whether an attribute holds an address that runs.
fn scripted(attributes: &[u8]) -> bool {
    let tight: Vec<u8> = attributes.iter().copied().filter(|byte| *byte > b' ').collect();
    let told = [
        "javascript:",
        "vbscript:",
        "livescript:",
        "data:text/html",
        "data:text/xml",
        "expression(",
        "srcdoc=",
        "formaction=",
    ];
    first_of(&tight, &told).is_some()
}

/// The end of `onname =` that starts at a place.
pub(super) fn handler(text: &[u8], at: usize) -> Option<usize> {
    let length = text[at..].iter().take(64).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let mut next = at + length;
    while text.get(next).is_some_and(|byte| is_space(*byte) || *byte < b' ') {
        next += 1;
    }
    (length > 3 && text.get(next) == Some(&b'=')).then_some(at + length)
}

/// Whether a word is the name of an event.
pub(super) fn is_event(word: &[u8]) -> bool {
    word.len() > 4 && word.starts_with(b"on") && !listed(ENGLISH, word)
}

/// The parts of a text between back-ticks, and indented or fenced blocks: shown, never rendered.
fn code_spans(text: &[u8]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while at < text.len() {
        let run = text[at..].iter().take_while(|byte| **byte == b'`').count();
        if run > 0 {
            match open.take() {
                Some(start) => spans.push((start, at)),
                None => open = Some(at),
            }
        }
        at += run.max(1);
    }
    if let Some(start) = open.filter(|start| text[*start..].starts_with(b"```")) {
        spans.push((start, text.len()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(ACTIVE.is_sorted() && ELEMENTS.is_sorted() && ENGLISH.is_sorted());
    }
}
