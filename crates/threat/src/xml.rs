//! XML that loads or grows: entities, document types, inclusions, markup hidden in character data; and server-side includes. Refuses
//! XML that only holds data.

use crate::{
    Kind, Place,
    bytes::{first_of, has},
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
            "<?xml-stylesheet",
            "<xsl:",
            "<esi:",
            "xmlns:xsl",
            "xml.apache.org/xalan",
            "icl.com/saxon",
            "saxon.sf.net",
        ],
    ) {
        return Some(Hit::new("xml.entity", start, end + 24));
    }
    if let Some((start, end)) = first_of(text, &["<!doctype"])
        .filter(|_| has(text, "[") || has(text, "system ") || has(text, "public "))
    {
        return Some(Hit::new("xml.doctype", start, end + 24));
    }
    if let Some((start, end)) = first_of(text, &["<!--#", "<!-- #"])
        .filter(|(_, end)| text.get(*end).is_some_and(u8::is_ascii_alphabetic))
    {
        return Some(Hit::new("xml.include", start, end + 24));
    }
    hidden(text)
}

/// Character data that cuts a tag in two, or holds one.
fn hidden(text: &[u8]) -> Option<Hit> {
    let at = memchr::memmem::find(text, b"<![cdata[")?;
    let rest = &text[at + 9..];
    let cut = first_of(
        rest,
        &["<]]>", "]]><![cdata[", "<script", "<img", "javascript:", "onerror", "' or ", "\" or "],
    )
    .is_some();
    cut.then(|| Hit::new("xml.character-data", at, at + 48))
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
        assert_eq!(rule("<!--#include file='x'-->"), Some("xml.include"));
        assert_eq!(rule("<a><![CDATA[<]]>b</a>"), Some("xml.character-data"));
        for value in ["<a b='c'>d</a>", "<a><![CDATA[x < y]]></a>", "<!-- note -->"] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
