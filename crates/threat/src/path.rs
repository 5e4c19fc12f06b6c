//! Paths: would the value leave its folder, or name a file of the system, of a server or of a developer? Refuses to touch any file.

mod files;

pub(crate) use files::{FILES, ROOTS, WRAPPERS};

use std::borrow::Cow;

use crate::{
    Place,
    bytes::{is_space, is_word, trim},
    prefilter::Marks,
    view::{Hit, View},
};

/// Where the value would lead.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    let written = crate::bytes::has(view.low, "0x2e");
    if !written
        && view.place != Place::Path
        && !view.marks.any(&[
            Marks::SLASH,
            Marks::BACKSLASH,
            Marks::DOT,
            Marks::COLON,
            Marks::PERCENT,
            Marks::HIGH,
            Marks::CONTROL,
        ])
    {
        return None;
    }
    let text = straight(view.low);
    climbs(&text, view).or_else(|| files::inspect(&text, view)).or_else(|| circles(view))
}

/// Backslashes as slashes, `//` and `/./` as `/`, dots written as numbers as dots.
fn straight(text: &[u8]) -> Cow<'_, [u8]> {
    let doubled = memchr::memmem::find_iter(text, b"//").any(|at| at == 0 || text[at - 1] != b':');
    let odd = text.contains(&b'\\')
        || doubled
        || crate::bytes::first_of(text, &["/./", "0x2e", "..;", "%5c"]).is_some();
    if !odd {
        return Cow::Borrowed(text);
    }
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(b"0x2e") {
            out.push(b'.');
            at += 4;
            continue;
        }
        let byte = if rest[0] == b'\\' { b'/' } else { rest[0] };
        let here = rest[0] == b'.' && out.last() == Some(&b'/') && matches!(rest.get(1), Some(b'/' | b'\\'));
        if here {
            at += 2;
            continue;
        }
        let scheme = out.ends_with(b":/");
        let doubled = byte == b'/' && out.last() == Some(&b'/') && !scheme;
        if !doubled {
            out.push(byte);
        }
        at += 1;
    }
    Cow::Owned(out)
}

/// `../`, `..;/`, `/..` at the end, and `.../` more than once.
fn climbs(text: &[u8], view: &View<'_>) -> Option<Hit> {
    let (mut ups, mut longer, mut first) = (0, 0, None);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'.', &text[at..]) {
        let start = at + found;
        let dots = text[start..].iter().take_while(|byte| **byte == b'.').count();
        let mut after = start + dots;
        at = after;
        while text.get(after).is_some_and(|byte| matches!(byte, 1..=8 | b';')) {
            after += 1;
        }
        let slash_after = text.get(after) == Some(&b'/');
        let slash_before = start > 0 && text[start - 1] == b'/';
        let bounded = start == 0 || !is_word(text[start - 1]) || dots == 2;
        if dots >= 2 && bounded && (slash_after || (slash_before && after >= text.len())) {
            ups += usize::from(dots == 2);
            longer += usize::from(dots > 2);
            first = first.or(Some((start, after)));
        }
    }
    let (start, end) = first?;
    // `01/../2024` is a day without a month.
    let dated =
        |text: &[u8]| text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'/') && !text.is_empty();
    if ups == 1
        && dated(&text[..start])
        && dated(text[end..].split(|byte| *byte == b' ').next().unwrap_or_default())
    {
        return None;
    }
    // `2024-01-01/..` is a time without an end.
    if ups == 1
        && end == text.len()
        && text[..start].iter().all(|byte| byte.is_ascii_digit() || b"-:tz./".contains(byte))
        && start > 4
    {
        return None;
    }
    // One step up in the middle of prose or markup is a link; at the start, or in a bare path, it is a step.
    let bare = !text[..start].iter().any(|byte| is_space(*byte) || b"<\"".contains(byte));
    let enough = ups >= 2 || (view.strict() && ((ups == 1 && bare) || longer >= 2));
    if !enough {
        return None;
    }
    Some(Hit::new("path.up", start, end + 1))
}

/// `./././.`, `.?/.?/`, or so many dots or letters that a path would be cut behind them.
fn circles(view: &View<'_>) -> Option<Hit> {
    if !view.strict() {
        return None;
    }
    let mut odd = 0;
    for segment in view.low.split(|byte| matches!(byte, b'/' | b'\\')) {
        if segment.is_empty() {
            continue;
        }
        let dotted = (1..=3).contains(&segment.len())
            && segment.iter().all(|byte| b".?".contains(byte))
            && segment.contains(&b'.');
        odd = if dotted { odd + 1 } else { 0 };
        if odd >= 3 {
            return Some(Hit::new("path.circle", 0, 24));
        }
    }
    None
}

/// Whether a place in a text may begin a path: the start, or after something that is no part of a path.
fn begins(text: &[u8], at: usize, place: Place) -> bool {
    let lead = trim(&text[..at]);
    if place == Place::Path {
        return false;
    }
    // Messages name paths among their words.
    let short = text.len() < 120 && memchr::memchr_iter(b' ', &text[..at]).count() < 3;
    lead.iter().all(|byte| !is_word(*byte))
        || text[..at]
            .last()
            .is_some_and(|byte| short && (is_space(*byte) || b"\"'=:@`,;|&<>(){}$?".contains(byte)))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    fn rule(value: &str, place: Place, kind: Kind) -> Option<&'static str> {
        let detector = Detector::new(Settings::only(&[Class::Path]));
        detector.inspect(value.as_bytes(), place, kind).map(|finding| finding.rule)
    }

    #[test]
    fn rules_catch() {
        for (value, expected) in [
            ("../secret", "path.up"),
            ("x/..\\..\\y", "path.up"),
            ("%252e%252e%252fx", "path.up"),
            ("%c0%ae%c0%ae%c0%afx", "path.up"),
            ("..;/manager", "path.up"),
            ("/etc/anything", "path.system"),
            ("//etc///./passwd", "path.file"),
            ("0x2e0x2e0x5cetc0x5cissue", "path.disguised"),
            ("C:\\windows\\notepad", "path.file"),
            ("php://filter/x", "path.wrapper"),
            ("x.\0./y", "path.up"),
            ("0x2e0x2e\\x", "path.up"),
            ("./././././x", "path.circle"),
        ] {
            assert_eq!(rule(value, Place::Query, Kind::Undeclared), Some(expected), "{value}");
        }
        assert_eq!(rule("/.git/config", Place::Path, Kind::Undeclared), Some("path.file"));
        assert_eq!(rule("see ../../x", Place::Query, Kind::Text), Some("path.up"));
    }

    #[test]
    fn addresses_and_prose_pass() {
        for value in [
            "and so on... / or not",
            "https://example.org/a/b.html?x=1",
            "either/or, 3/4, 1..2",
            "text/html; charset=utf-8",
            "v1.2.3",
            "./here",
            "Mr. and Mrs. etc.",
            "usr: etc. var.",
        ] {
            assert_eq!(rule(value, Place::Query, Kind::Undeclared), None, "{value}");
        }
        assert_eq!(rule("/.well-known/security.txt", Place::Path, Kind::Undeclared), None);
        assert_eq!(rule("/home/etc/x", Place::Path, Kind::Undeclared), None);
        assert_eq!(rule("cd ../.. && ls", Place::Query, Kind::Markdown), None);
    }
}
