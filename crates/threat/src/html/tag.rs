//! Elements: what `<…` would start. Refuses script outside of markup.

use crate::{
    Kind, Place,
    bytes::{first_of, is_space, listed, trim, window},
    html::{
        attributes::{end_of_tag, handled, odd, scripted},
        quiet::{code_spans, shown},
    },
    view::{Hit, View},
};

/// Elements that run, load or redirect by themselves, in order.
#[rustfmt::skip]
const ACTIVE: &[&str] = &[
    "animate", "animation", "applet", "base", "bgsound", "embed", "event-source", "foreignobject", "form", "frame", "frameset", "handler", "iframe",
    "ilayer", "image", "import", "isindex", "layer", "link", "listener", "math", "meta", "noembed", "noscript", "object", "plaintext", "portal", "script", "set",
    "style", "svg", "template", "textarea", "use", "vmlframe", "x:script", "xml", "xmp",
];

/// Other elements of HTML, in order.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blink", "blockquote", "body", "br", "button",
    "canvas", "caption", "center", "cite", "code", "col", "colgroup", "datalist", "dd", "del", "details", "dfn",
    "dialog", "dir", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "i", "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "listing", "main", "map", "mark",
    "marquee", "menu", "menuitem", "meter", "multicol", "nav", "nextid", "nobr", "noframes", "ol", "optgroup", "option", "output", "p", "picture",
    "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "search", "section", "select", "shadow", "slot", "small",
    "source", "spacer", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track",
    "tt", "u", "ul", "var", "video", "wbr",
];

/// Elements that do nothing without attributes, and that XML and templates of letters know as well, in order.
#[rustfmt::skip]
const BARE: &[&str] = &[
    "animation", "base", "event-source", "frame", "handler", "image", "import", "layer", "link", "listener", "meta", "object", "set", "template",
    "use", "xml",
];

/// Elements that run or load what stands in them or what they point to, in any dialect of XML, in order.
const RUNNING: &[&str] = &["applet", "embed", "iframe", "script"];

/// One start or end of an element.
struct Tag<'t> {
    name: &'t [u8],
    attributes: &'t [u8],
    closing: bool,
    /// Whether the name ends as names of elements do.
    ends: bool,
}

/// The first element that a browser would start and that does something.
pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let quiet = if view.kind == Kind::Markdown || view.kind == Kind::Code {
        code_spans(view.low)
    } else {
        Vec::new()
    };
    let data = is_data(view);
    let rest = memchr::memchr_iter(b'<', view.low).find_map(|at| {
        if shown(&quiet, at) {
            return None;
        }
        let rule = match tag(view.low, at) {
            Some(tag) => element(view, &tag, data),
            None => comment(window(view.low, at, 400)).filter(|_| view.strict()),
        };
        rule.map(|rule| Hit::new(rule, at, at + 48))
    });
    rest.or_else(|| view.strict().then(|| broken_out(view.low)).flatten())
}

/// Whether a body is a document of XML that no browser shows.
fn is_data(view: &View<'_>) -> bool {
    let text = trim(view.low);
    view.place == Place::Body
        && text.first() == Some(&b'<')
        && text.last() == Some(&b'>')
        && !["<html", "<!doctype html", "<script", "<svg", "<body", "<head"]
            .iter()
            .any(|page| text.starts_with(page.as_bytes()))
}

/// `">` and then an element: the value leaves the attribute that it was to be.
fn broken_out(text: &[u8]) -> Option<Hit> {
    let at = memchr::memchr(b'<', text)?;
    let before = &text[..at];
    let quote = before.strip_suffix(b">").and_then(|before| before.last());
    let tag = tag(text, at)?;
    (quote.is_some_and(|byte| b"\"'".contains(byte)) && tag.ends && listed(ELEMENTS, tag.name))
        .then(|| Hit::new("html.break-out", at.saturating_sub(2), at + 24))
}

/// The element that starts or ends at this `<`, or nothing.
fn tag(text: &[u8], at: usize) -> Option<Tag<'_>> {
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
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    let after = text.get(start + length).copied();
    let ends = after.is_none_or(|byte| is_space(byte) || byte < b' ' || b"/>\"'`+\\<;=".contains(&byte));
    let attributes = window(text, start + length, 1024);
    let attributes = &attributes[..end_of_tag(attributes)];
    Some(Tag { name, attributes, closing, ends })
}

/// The rule that an element breaks.
fn element(view: &View<'_>, tag: &Tag<'_>, data: bool) -> Option<&'static str> {
    let Tag { name, attributes, closing, ends } = *tag;
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    if handled(attributes) && (ends || view.kind == Kind::Text) {
        return Some("html.handler");
    }
    if matches!(view.kind, Kind::Markdown | Kind::Code) {
        let runs = matches!(name, b"script" | b"iframe" | b"object" | b"embed" | b"applet");
        return (runs && ends && !closing && view.kind == Kind::Markdown).then_some("html.active-element");
    }
    let bare = !closing && attributes.iter().all(|byte| is_space(*byte) || *byte == b'/');
    let active = ends
        && (listed(ACTIVE, name) || listed(ACTIVE, local))
        && !(bare && listed(BARE, local))
        && (!data || listed(RUNNING, local) && !closing);
    if view.kind == Kind::Text {
        let spoken =
            matches!(name, b"set" | b"use" | b"base" | b"form" | b"image" | b"link" | b"style" | b"import");
        return (active && !spoken || scripted(attributes)).then_some("html.active-element");
    }
    let known = ends && !closing && !data && listed(ELEMENTS, name) && !attributes.starts_with(b"<");
    if active {
        Some("html.active-element")
    } else if ends && scripted(attributes) {
        Some("html.script-address")
    } else {
        (known && odd(name, attributes)).then_some("html.element")
    }
}

/// `<!--[if`, `<!doctype html`, `<?import`: constructs that are no elements.
fn comment(text: &[u8]) -> Option<&'static str> {
    let (_, end) = first_of(&text[..text.len().min(12)], &["<!--", "<?import", "<!["])?;
    let content = &text[end..];
    // What stands behind a comment is read by itself.
    let end = memchr::memmem::find(content, b"-->").unwrap_or(content.len());
    let content = &content[..end];
    if content.starts_with(b"cdata[") {
        return None;
    }
    let told =
        first_of(content, &["script", "[if", "onerror", "stylesheet", "--!>", "<img", "<div"]).is_some();
    told.then_some("html.declaration")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(ACTIVE.is_sorted() && ELEMENTS.is_sorted() && BARE.is_sorted() && RUNNING.is_sorted());
    }
}
