//! XML that loads or grows: entities, document types, inclusions, markup hidden in character data; and server-side includes. Refuses
//! XML that only holds data.

use crate::{
    Kind, Place,
    bytes::{first_of, has, skip_space, trim, window, word},
    prefilter::Marks,
    view::{Hit, View},
};

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::ANGLE) || (view.kind == Kind::Text && view.place != Place::Body) {
        return None;
    }
    let text = view.low;
    if let Some((start, end)) = first_of(
        text,
        &[
            "<!entity",
            "<xi:include",
            "http://www.w3.org/2001/xinclude",
            "<!attlist",
            "<!notation",
            "<?xml-stylesheet",
            "<xsl:",
            "<esi:",
            "xmlns:xsl",
            "xml.apache.org/xalan",
            "icl.com/saxon",
            "saxon.sf.net",
        ],
    ) && !characters(text)
    {
        return Some(Hit::new("xml.entity", start, end + 24));
    }
    doctype(text).or_else(|| include(text)).or_else(|| schema(text)).or_else(|| hidden(text))
}

/// Whether every entity stands for one character, as `<!entity copy "&#169;">` does, and nothing else is loaded.
fn characters(text: &[u8]) -> bool {
    let mut entities = memchr::memmem::find_iter(text, b"<!entity").peekable();
    entities.peek().is_some()
        && entities.all(|at| {
            let name = skip_space(text, at + 8);
            let value = skip_space(text, name + word(text, name).len());
            let rest = text.get(value + 1..).unwrap_or_default();
            let length = rest
                .iter()
                .take(16)
                .take_while(|byte| **byte > 127 || byte.is_ascii_alphanumeric() || b"&#;".contains(byte))
                .count();
            let one = rest.starts_with(b"&#") && rest[..length].ends_with(b";")
                || rest[..length].iter().all(|byte| *byte > 127);
            length > 1 && one && rest.get(length) == text.get(value)
        })
        && first_of(text, &["include", "<xsl:", "<esi:", "<!attlist", "stylesheet", "saxon", "xalan"])
            .is_none()
}

/// Hosts of document types that every catalogue knows, in full: nothing is fetched from others.
const CATALOGUES: &[&str] = &[
    "//www.w3.org/",
    "//www.apple.com/dtds/",
    "//java.sun.com/",
    "//xmlns.jcp.org/",
    "//www.oasis-open.org/",
    "//docbook.org/",
    "//hibernate.org/",
    "//www.hibernate.org/",
    "//mybatis.org/",
    "//struts.apache.org/",
    "//logging.apache.org/",
    "//xml.cxml.org/",
];

/// `<!doctype … system`, `public`, or with declarations of its own that load.
fn doctype(text: &[u8]) -> Option<Hit> {
    let at = memchr::memmem::find(text, b"<!doctype")?;
    let rest = window(text, at + 9, 2000);
    let end = memchr::memchr2(b'>', b'[', rest).unwrap_or(rest.len());
    let head = &rest[..end];
    let (_, from) = match first_of(head, &["system", "public"]) {
        Some(found) => found,
        None if rest.get(end) == Some(&b'[') => {
            // Elements that are only declared load nothing; entities were found before.
            let declared = has(&rest[end..], "<!element") || trim(&rest[end + 1..]).starts_with(b"]");
            return (!declared && !characters(text)).then(|| Hit::new("xml.doctype", at, at + 33));
        }
        None => return None,
    };
    let known = CATALOGUES.iter().any(|host| has(&head[from..], host));
    let address = head[from..].iter().any(|byte| b"\"'".contains(byte));
    // Pages of older HTML name no address at all.
    let page = trim(head).starts_with(b"html") && !has(&head[from..], "//") && !has(&head[from..], "system");
    let public = has(&head[from..], "//dtd ") && !has(head, "://") && !has(head, "system");
    (address && !known && !page && !public).then(|| Hit::new("xml.doctype", at, at + 33))
}

/// `<!--#exec cmd=…-->`: a name behind the sign, and an attribute or the end.
fn include(text: &[u8]) -> Option<Hit> {
    memchr::memmem::find_iter(text, b"<!--").find_map(|at| {
        let sign = skip_space(text, at + 4);
        if text.get(sign) != Some(&b'#') {
            return None;
        }
        let start = skip_space(text, sign + 1);
        let name = word(text, start);
        let next = skip_space(text, start + name.len());
        let attribute = word(text, next);
        let given =
            !attribute.is_empty() && text.get(skip_space(text, next + attribute.len())) == Some(&b'=');
        let tight = start == sign + 1 && sign <= at + 5;
        let alone = matches!(name, b"else" | b"endif" | b"endblock" | b"printenv");
        let named = name.first().is_some_and(u8::is_ascii_alphabetic);
        (named && (tight || given || alone)).then(|| Hit::new("xml.include", at, start + 24))
    })
}

/// `schemaLocation="… http://…"` and its like: an address that a reader of schemas fetches, if it is no name of a standard.
fn schema(text: &[u8]) -> Option<Hit> {
    let (_, end) = first_of(text, &["schemalocation="])?;
    let value = window(text, end, 400);
    let quote = *value.first()?;
    let length = value[1..].iter().position(|byte| *byte == quote)?;
    let value = &value[1..=length];
    let inside = [
        "//127.",
        "//10.",
        "//192.",
        "//172.",
        "//169.254.",
        "//localhost",
        "//[",
        "file:",
        "ftp:",
        "\\\\",
        "gopher:",
        "jar:",
    ];
    let fetched = inside.iter().any(|told| has(value, told)) || numbered(value);
    fetched.then(|| Hit::new("xml.schema", end, end + 24))
}

/// Whether the host of an address is a number.
fn numbered(value: &[u8]) -> bool {
    memchr::memmem::find_iter(value, b"://").any(|at| {
        let host = window(value, at + 3, 64);
        let length = host.iter().position(|byte| b"/: \"'".contains(byte)).unwrap_or(host.len());
        length > 0 && host[..length].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

/// Character data that cuts a tag in two, or holds a condition.
fn hidden(text: &[u8]) -> Option<Hit> {
    memchr::memmem::find_iter(text, b"<![cdata[").find_map(|at| {
        let rest = window(text, at + 9, 2000);
        let end = memchr::memmem::find(rest, b"]]>").unwrap_or(rest.len());
        let held = &rest[..end];
        let after = rest.get(end + 3..).unwrap_or_default();
        // `]]]]><![CDATA[>` is how the end itself is written.
        let cut = held == b"<" || after.starts_with(b"<![cdata[") && !held.ends_with(b"]]");
        let condition = first_of(held, &["' or ", "\" or "]).is_some();
        (cut || condition).then(|| Hit::new("xml.character-data", at, at + 48))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn what_loads_and_what_holds() {
        let detector = Detector::new(Settings::only(&[Class::Xml]));
        let rule =
            |value: &str| detector.inspect(value.as_bytes(), Place::Body, Kind::Undeclared).map(|f| f.rule);
        assert_eq!(rule("<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]>"), Some("xml.entity"));
        assert_eq!(rule("<!DOCTYPE a SYSTEM 'b'>"), Some("xml.doctype"));
        assert_eq!(rule("<!DOCTYPE a PUBLIC 'b' 'http://c/d'>"), Some("xml.doctype"));
        assert_eq!(rule("<!--#include file='x'-->"), Some("xml.include"));
        assert_eq!(rule("<!-- # include file = 'x'-->"), Some("xml.include"));
        assert_eq!(rule("<a b:schemaLocation='n file:///x'/>"), Some("xml.schema"));
        assert_eq!(rule("<a><![CDATA[<]]>b</a>"), Some("xml.character-data"));
        for value in [
            "<a b='c'>d</a>",
            "<a><![CDATA[x < y]]></a>",
            "<!-- note -->",
            "<!-- # heading of it -->",
            "<!DOCTYPE a [<!ELEMENT a (b)>]><a/>",
            "<!DOCTYPE a [<!ENTITY copy '&#169;'>]><a/>",
            "<!DOCTYPE a PUBLIC '-//W3C//DTD A//EN' 'http://www.w3.org/a.dtd'>",
            "<!doctype html><p>system [a]</p>",
            "<a><![CDATA[<p>x</p>]]]]><![CDATA[>]]></a>",
            "<a b:schemaLocation='urn:n http://www.w3.org/x.xsd'/>",
        ] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
