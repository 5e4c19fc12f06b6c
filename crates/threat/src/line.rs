//! Lines: a value that would become a header, a mail field or a second answer; and the bytes that hurt logs and terminals. Refuses
//! ordinary paragraphs.

use crate::{
    bytes::{is_word, trim, window},
    prefilter::Marks,
    view::{Hit, View},
};

/// Headers of answers and mails that attackers add, in order.
#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "accept", "access-control-allow-origin", "authorization", "bcc", "connection", "content-disposition", "content-length", "content-transfer-encoding", "content-type", "host", "http",
    "link", "location", "mime-version", "refresh", "reply-to", "set-cookie", "transfer-encoding", "user-agent", "x-forwarded-for", "x-forwarded-host", "x-injected",
    "x-xss-protection",
];

/// Fields of mails that prose knows as well; they count where nothing is written before, in order.
const MAIL: &[&str] = &["allow", "cc", "cookie", "date", "disallow", "from", "subject", "to"];

/// Verbs of protocols of lines, in order.
const VERBS: &[&str] = &[
    "append",
    "auth",
    "begin",
    "capability",
    "config",
    "copy",
    "dele",
    "delete",
    "end",
    "eval",
    "event",
    "expunge",
    "fetch",
    "flushall",
    "get",
    "helo",
    "incr",
    "join",
    "kick",
    "list",
    "login",
    "mget",
    "mode",
    "mset",
    "nick",
    "noop",
    "notice",
    "part",
    "pass",
    "passwd",
    "pasv",
    "port",
    "privmsg",
    "publish",
    "quit",
    "retr",
    "rset",
    "select",
    "set",
    "slaveof",
    "stat",
    "stor",
    "store",
    "topic",
    "uid",
    "user",
    "vrfy",
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
    if !view.marks.has(Marks::LINE) || !view.kind.is_strict() {
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
    memchr::memchr2_iter(b'\n', b'\r', view.low).take(4).find_map(|at| {
        let rest = trim(window(view.low, at, 200));
        let bare = !view.low[..first].contains(&b' ') || view.low[..first].contains(&b'@');
        begins(rest, trim(window(view.raw, at, 200)), bare).map(|rule| Hit::new(rule, at, at + 24))
    })
}

/// What a line that begins like this would be to a protocol of lines; `bare` if nothing that people write stands before.
fn begins(line: &[u8], raw: &[u8], bare: bool) -> Option<&'static str> {
    let length = line.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
    let (name, after) = line.split_at(length);
    let after = trim(after);
    let coloned = after.starts_with(b":") && line.get(length) == Some(&b':');
    let made = name.contains(&b'-') && name.len() > 2 && name[0].is_ascii_alphabetic();
    let header = coloned
        && (crate::bytes::listed(HEADERS, name)
            || (made && bare)
            || (bare && crate::bytes::listed(MAIL, name)));
    if header || (name == b"http" && after.starts_with(b"/1.")) {
        return Some("line.header");
    }
    let end = line.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(line.len());
    let words = &line[..end];
    let mail = words.starts_with(b"rcpt to:") || words.starts_with(b"mail from:");
    let request = words.windows(7).any(|w| w == b" http/1");
    let store = matches!(name, b"set" | b"add" | b"append" | b"cas")
        && words
            .split(|byte| *byte == b' ')
            .skip(2)
            .filter(|word| !word.is_empty() && word.iter().all(u8::is_ascii_digit))
            .count()
            >= 3;
    let counted = matches!(words, [b'*' | b'$', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit));
    let tagged =
        bare && name.len() > 1 && name[0].is_ascii_lowercase() && name[1..].iter().all(u8::is_ascii_digit);
    let dot = line.starts_with(b".\r\n") || line.starts_with(b".\n");
    let shouted = raw.iter().take(length).all(u8::is_ascii_uppercase) && crate::bytes::listed(VERBS, name);
    let verb =
        bare && shouted && line.get(length).is_none_or(|byte| matches!(byte, b' ' | b':' | b'\r' | b'\n'));
    let event = bare && matches!(name, b"event" | b"data") && line.get(length) == Some(&b':');
    let stamped = bare
        && (matches!(words, [b'[', byte, ..] if byte.is_ascii_alphabetic()) && words.contains(&b']')
            || is_stamp(words));
    (verb
        || event
        || stamped
        || mail
        || request
        || store
        || counted
        || (tagged && line.get(length) == Some(&b' ') && after.len() > 4)
        || (dot && bare))
        .then_some("line.protocol")
}

/// `2026-11-22 10:`, as lines of logs begin.
fn is_stamp(line: &[u8]) -> bool {
    let shape = b"9999-99-99 99:";
    line.len() > shape.len()
        && shape.iter().zip(line).all(|(shape, byte)| match shape {
            b'9' => byte.is_ascii_digit(),
            b' ' => matches!(byte, b' ' | b't'),
            shape => byte == shape,
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
        assert_eq!(rule("x\r\nX-Any: y", Kind::Undeclared), Some("line.header"));
        assert_eq!(rule("x\r\n*1\r\n$4\r\nPING", Kind::Undeclared), Some("line.protocol"));
        assert_eq!(rule("x\0y", Kind::Opaque), Some("control.null"));
        assert_eq!(rule("x\u{1b}[2J", Kind::Code), Some("control.terminal"));
        for value in ["Dear all,\n\nTo sum up: fine.\n", "one\r\ntwo", "note: this"] {
            assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        }
    }
}
