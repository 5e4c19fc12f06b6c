//! Attributes: what stands between the name of an element and its `>`, as browsers split it. An attribute that formats, describes or
//! points to another site is what editors write; refuses to know elements.

use crate::bytes::{first_of, has, is_space, listed};

/// Words that begin as the names of events do, in order: every other `on…=` is a handler, whatever events browsers add.
const ENGLISH: &[&str] = &[
    "oncall", "once", "oncology", "oneself", "ongoing", "online", "only", "onsale", "onset", "onsite",
    "onstage", "onstock", "onto", "onward", "onwards",
];

/// Attributes that only format, describe or point, in order.
#[rustfmt::skip]
const IDLE: &[&str] = &[
    "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "cols", "colspan", "content", "dir", "face",
    "height", "href", "lang", "rel", "rows", "rowspan", "size", "style", "target", "title", "valign", "width",
];

/// Attributes that editors write in quotes and nobody else does, in order.
#[rustfmt::skip]
const QUOTED: &[&str] = &[
    "cite", "datetime", "decoding", "headers", "hreflang", "id", "loading", "name", "poster", "referrerpolicy", "role", "scope", "sizes", "span", "src", "srcset", "start", "tabindex",
    "type", "xml:lang", "xmlns",
];

/// Elements that editors give an `id`, to be jumped to, in order.
const JUMPED: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "section", "sup", "table"];

/// One attribute.
struct Attribute<'a> {
    name: &'a [u8],
    /// The value without its quotes; nothing if it has none.
    value: Option<&'a [u8]>,
    quoted: bool,
}

/// Splits attributes as browsers do.
struct Attributes<'a>(&'a [u8]);

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let start = self.0.iter().position(|byte| !is_space(*byte) && *byte != b'/')?;
        let rest = &self.0[start..];
        let ends = |byte: &u8| is_space(*byte) || b"/=".contains(byte);
        let length = 1 + rest[1..].iter().position(ends).unwrap_or(rest.len() - 1);
        let (name, after) = rest.split_at(length);
        let blank = after.iter().take_while(|byte| is_space(**byte)).count();
        if after.get(blank) != Some(&b'=') {
            self.0 = after;
            return Some(Attribute { name, value: None, quoted: false });
        }
        let value = &after[blank + 1..];
        let value = &value[value.iter().take_while(|byte| is_space(**byte)).count()..];
        let (value, rest, quoted) = if let Some(quote @ (b'"' | b'\'')) = value.first() {
            let end = value[1..].iter().position(|byte| byte == quote);
            let end = end.map_or(value.len(), |end| end + 1);
            (&value[1..end], value.get(end + 1..).unwrap_or_default(), true)
        } else {
            let end = value.iter().position(|byte| is_space(*byte)).unwrap_or(value.len());
            (&value[..end], &value[end..], false)
        };
        self.0 = rest;
        Some(Attribute { name, value: Some(value), quoted })
    }
}

/// Whether an element has attributes that no editor writes.
pub(super) fn odd(element: &[u8], attributes: &[u8]) -> bool {
    Attributes(attributes).any(|attribute| match attribute.value {
        Some(value) => !idle(element, &attribute, value),
        // A name alone is a word of prose, or does nothing.
        None => attribute.name.iter().any(|byte| b"\"'`<&\\".contains(byte)),
    })
}

fn idle(element: &[u8], attribute: &Attribute<'_>, value: &[u8]) -> bool {
    let name = attribute.name;
    if attribute.quoted && (value.is_empty() && !name.starts_with(b"on") || keeps(element, name, value)) {
        return true;
    }
    let known = listed(IDLE, name)
        || attribute.quoted
            && (listed(QUOTED, name) && (name != b"name" || element == b"a") || name.starts_with(b"aria-"))
            && (name != b"id" || listed(JUMPED, element));
    known
        && match name {
            b"style" => !draws(value),
            b"href" | b"cite" => !value.iter().any(|byte| *byte < b' ') && !has(value, "&#"),
            b"src" => matches!(element, b"img" | b"video" | b"audio" | b"source") && shown(value),
            b"poster" => shown(value),
            // A picture of one point counts its readers.
            b"width" | b"height" => element != b"img" || !matches!(value, b"0" | b"1" | b"0px" | b"1px"),
            b"type" => element != b"input" && element != b"script",
            _ => true,
        }
}

/// Whether an attribute only keeps a word for the editor: `data-index="4"`, `contenteditable="false"`.
fn keeps(element: &[u8], name: &[u8], value: &[u8]) -> bool {
    let acts = matches!(element, b"a" | b"button" | b"form" | b"input");
    let word = !value.iter().any(|byte| b"(){}[]<>=:;/\\&.`".contains(byte));
    name.starts_with(b"data-") && word && !acts || name == b"contenteditable" && value == b"false"
}

/// Whether a style loads, runs or lies over the page.
fn draws(value: &[u8]) -> bool {
    value.contains(&b'\\')
        || first_of(value, &["&#", "url(", "expression", "behavior", "binding", "/*"]).is_some()
        || has(value, "position") && has(value, "fixed")
}

/// Whether an address of a picture names another site in full, or a picture of this one.
fn shown(value: &[u8]) -> bool {
    let full =
        [&b"https://"[..], b"http://", b"cid:", b"data:image/png", b"data:image/jpeg", b"data:image/gif"]
            .iter()
            .any(|scheme| value.starts_with(scheme));
    let own = value.contains(&b'.')
        && !value.starts_with(b"//")
        && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-%?=&;@+".contains(byte));
    (full || own) && value.iter().all(|byte| *byte > b' ' && !b"<>\"'`\\".contains(byte))
}

/// Where the tag ends, as browsers take it: at a `>` outside of quotes, else at the end.
pub(super) fn end_of_tag(text: &[u8]) -> usize {
    let mut quote = 0;
    for at in memchr::memchr3_iter(b'>', b'"', b'\'', text) {
        match text[at] {
            b'>' if quote == 0 => return at,
            byte if byte == quote => quote = 0,
            b'>' => {}
            byte if quote == 0 && at > 0 && text[at - 1] == b'=' => quote = byte,
            _ => {}
        }
    }
    text.len()
}

/// Whether a handler stands among the attributes.
pub(super) fn handled(attributes: &[u8]) -> bool {
    memchr::memmem::find_iter(attributes, b"on").any(|at| {
        let before = if at == 0 { b' ' } else { attributes[at - 1] };
        let bounded = !before.is_ascii_alphanumeric() && before != b'-';
        bounded
            && handler(attributes, at).is_some_and(|end| {
                let event = is_event(&attributes[at..end]);
                // A parameter of an address holds a word; a handler holds a program.
                event && (!b"?&".contains(&before) || runs(&attributes[end..]))
            })
    })
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

/// Whether what follows the name of a handler is a program: something in it calls, assigns, indexes or is a quoted text.
pub(super) fn runs(after: &[u8]) -> bool {
    let start = after.iter().position(|byte| *byte == b'=').map_or(0, |at| at + 1);
    let value = &after[start..];
    let lead = value.iter().take_while(|byte| is_space(**byte)).count();
    let value = &value[lead..];
    let ends = |byte: &u8| is_space(*byte) || b">,".contains(byte);
    let end = value.iter().take(200).position(ends).unwrap_or(value.len().min(200));
    value.first().is_some_and(|byte| b"\"'`".contains(byte))
        || value[..end].iter().any(|byte| b"(`=[\\&;".contains(byte))
}

/// Whether an attribute holds an address that runs.
pub(super) fn scripted(attributes: &[u8]) -> bool {
    if memchr::memchr3(b'=', b':', b'(', attributes).is_none() {
        return false;
    }
    let tight: Vec<u8> = attributes.iter().copied().filter(|byte| *byte > b' ').collect();
    let told = [
        "javascript:",
        "vbscript:",
        "livescript:",
        "mocha:",
        "data:text/html",
        "data:text/xml",
        "expression(",
        "srcdoc=",
        "formaction=",
    ];
    first_of(&tight, &told).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(ENGLISH.is_sorted() && IDLE.is_sorted() && QUOTED.is_sorted() && JUMPED.is_sorted());
    }

    #[test]
    fn what_editors_write_and_what_they_do_not() {
        for (element, attributes) in [
            ("img", " src=\"https://a.example/b.png\" alt='a b' width=600"),
            ("img", " src=\"/media/a.png\" loading=\"lazy\""),
            ("h2", " id=\"intro\" style=\"color: red; font-family: &quot;A B&quot;\""),
            ("a", " href=\"https://a.example/?only=1\" rel=\"noopener\" target=_blank"),
            ("em", " dash"),
            ("span", " data-index=\"4\" contenteditable='false'"),
            ("details", " open=\"\""),
            ("ol", " type=\"1\" start='3'"),
        ] {
            assert!(!odd(element.as_bytes(), attributes.as_bytes()), "{attributes}");
        }
        for (element, attributes) in [
            ("img", " src=x"),
            ("img", " src=\"//a.example\""),
            ("img", " src=\"https://a.example/b\" width=\"1\" height=\"1\""),
            ("a", " id=\"x\""),
            ("b", " id=x"),
            ("p", " style=\"position:fixed\""),
            ("p", " style='background:url(x)'"),
            ("div", " data-bind=\"html: x\""),
            ("a", " data-remote=\"true\""),
        ] {
            assert!(odd(element.as_bytes(), attributes.as_bytes()), "{attributes}");
        }
    }

    #[test]
    fn handlers_and_parameters() {
        assert!(
            handled(b" onany = go") && handled(b" href='?a'onclick=go") && handled(b" href=?onclick=go()")
        );
        assert!(!handled(b" href=\"/list?online=1&onoffer=yes\"") && !handled(b" class=\"icon-only\""));
        assert!(runs(b" = 'x'") && runs(b"=go()") && !runs(b" = Peter,"));
    }
}
