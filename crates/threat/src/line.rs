//! Lines: a value that would become a header, a mail field or a second answer; and the bytes that hurt logs and terminals. Refuses
//! ordinary paragraphs.

use crate::{
    Kind,
    bytes::{from, is_word, trim},
    prefilter::Marks,
    view::{Hit, View},
};

/// Headers of answers and mails that attackers add, in order.
#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "access-control-allow-origin", "bcc", "content-disposition", "content-length", "content-transfer-encoding", "content-type", "host", "http",
    "link", "location", "mime-version", "refresh", "reply-to", "set-cookie", "transfer-encoding", "x-forwarded-for", "x-forwarded-host", "x-injected",
    "x-xss-protection",
];

/// Null bytes, and escape sequences of terminals.
pub(crate) fn control(view: &View<'_>) -> Option<Hit> {
    if view.marks.has(Marks::NULL) {
        let at = memchr::memchr(0, view.raw)?;
        return Some(Hit::new("control.null", at, at + 1));
    }
    if !view.marks.has(Marks::CONTROL) {
        return None;
    }
    let at = memchr::memchr(0x1b, view.raw)?;
    matches!(view.raw.get(at + 1), Some(b'[' | b']' | b'P')).then(|| Hit::new("control.terminal", at, at + 2))
}

/// A new line, then a header.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::LINE) || !view.strict() || view.kind == Kind::Text {
        return None;
    }
    if view.place == crate::Place::Body {
        return None;
    }
    // The value continues a header, so the first line break is the one that counts.
    let first = memchr::memchr2(b'\n', b'\r', view.low)?;
    let block = view.low[..first]
        .iter()
        .take(48)
        .position(|byte| *byte == b':')
        .is_some_and(|at| view.low.get(at + 1) == Some(&b' '));
    if block {
        return None;
    }
    memchr::memchr2_iter(b'\n', b'\r', view.low).take(2).find_map(|at| {
        let rest = trim(&from(view.low, at)[..from(view.low, at).len().min(200)]);
        let length = rest.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
        let name = &rest[..length];
        let after = trim(from(rest, length));
        let header = after.starts_with(b":") && crate::bytes::listed(HEADERS, name);
        let answer = name == b"http" && after.starts_with(b"/1.");
        (header || answer).then(|| Hit::new("line.header", at, at + 24))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn lines_and_controls() {
        assert!(super::HEADERS.is_sorted());
        let detector = Detector::new(Settings::only(&[Class::Line, Class::Control]));
        let rule = |value: &str, kind| detector.inspect(value.as_bytes(), Place::Query, kind).map(|f| f.rule);
        assert_eq!(rule("x\r\nSet-Cookie: a=b", Kind::Undeclared), Some("line.header"));
        assert_eq!(rule("x%0d%0aLocation: y", Kind::Undeclared), Some("line.header"));
        assert_eq!(rule("a@b.co\nBcc: c@d.co", Kind::Undeclared), Some("line.header"));
        assert_eq!(rule("x\0y", Kind::Opaque), Some("control.null"));
        assert_eq!(rule("x\u{1b}[2J", Kind::Code), Some("control.terminal"));
        for value in ["Dear all,\n\nTo sum up: fine.\n", "one\r\ntwo", "note: this"] {
            assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        }
    }
}
