//! LDAP: filters that would close the one around the value, and entries that it would change. Refuses arithmetic in brackets.

mod xpath;

use crate::{
    bytes::{skip_space, window},
    prefilter::Marks,
    view::{Hit, View},
};

/// Bytes before a bracket in which its partner is looked for.
const NEAR: usize = 160;

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.strict() {
        return None;
    }
    let bracketed = view.marks.has(Marks::PAREN).then(|| filter(view.low)).flatten();
    bracketed.or_else(|| star(view)).or_else(|| entry(view)).or_else(|| xpath::inspect(view))
}

/// Every opening bracket: does a filter begin there that the value did not open around it?
fn filter(text: &[u8]) -> Option<Hit> {
    memchr::memchr_iter(b'(', text)
        .find_map(|at| {
            let begins = Begin::of(text, at + 1)?;
            let opened = text[..at].iter().rev().take(8).take_while(|byte| b"( ".contains(byte)).count();
            let before = text[..at - opened].trim_ascii_end();
            // `2*(3)`, `f(x)(y)`.
            let starred = before.ends_with(b"*)")
                || before.ends_with(b"*") && before.len() < 24 && begins == Begin::Joined;
            let closes = before.ends_with(b")") && closes_more(&before[before.len().saturating_sub(NEAR)..]);
            let alone = before.is_empty() && (begins == Begin::Joined || is_presence(text));
            let nested = begins == Begin::Joined && before.ends_with(b")") && !before.contains(&b'(');
            (starred || closes || nested || alone)
                .then(|| Hit::new("ldap.filter", at.saturating_sub(2), at + 16))
        })
        .or_else(|| ending(text))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// `(&(`, `(|(`, `(!(`, and `(&)`.
    Joined,
    /// `(name=`.
    Named,
    /// `(` at the end: the filter around the value goes on with a name.
    Open,
}

impl Begin {
    /// What stands behind an opening bracket.
    fn of(text: &[u8], at: usize) -> Option<Self> {
        let at = skip_space(text, at);
        match text.get(at) {
            None => Some(Self::Open),
            Some(b'&' | b'|' | b'!') => {
                let next = text.get(skip_space(text, at + 1));
                matches!(next, None | Some(b'(' | b')' | b'a'..=b'z')).then_some(Self::Joined)
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = text[at..]
                    .iter()
                    .take(64)
                    .take_while(|byte| byte.is_ascii_alphanumeric() || b".-_;:".contains(byte))
                    .count();
                let operator = window(text, skip_space(text, at + name), 2);
                let compares = matches!(operator, [b'=', ..] | [b'~' | b'>' | b'<', b'=']);
                compares.then_some(Self::Named)
            }
            _ => None,
        }
    }
}

/// Whether a bracket closes that the text did not open.
fn closes_more(text: &[u8]) -> bool {
    let mut depth = 0_i32;
    text.iter().any(|byte| {
        depth += i32::from(*byte == b'(') - i32::from(*byte == b')');
        depth < 0
    })
}

/// `(name=*)` from end to end.
fn is_presence(text: &[u8]) -> bool {
    let inner = text.trim_ascii().strip_prefix(b"(").and_then(|rest| rest.strip_suffix(b"=*)"));
    inner.is_some_and(|name| !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric))
}

/// `*))`, `*)` with a null byte: the filter ends here.
fn ending(text: &[u8]) -> Option<Hit> {
    let at = memchr::memmem::find(text, b"*)")?;
    let rest = text[at + 2..].trim_ascii();
    let closed = rest.iter().all(|byte| b")*\0%#".contains(byte)) && (!rest.is_empty() || at < 24);
    (closed && closes_more(&text[..at + 2])).then(|| Hit::new("ldap.filter", at, at + 3))
}

/// A word and a star as a whole value matches every account that begins so.
fn star(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::STAR) {
        return None;
    }
    let stars = view.low.strip_suffix(b"*").filter(|word| word.len() > 2 && word.len() < 24);
    let starred = stars.is_some_and(|word| word.iter().all(u8::is_ascii_lowercase))
        && matches!(view.raw, [b'a'..=b'z', ..]);
    starred.then(|| Hit::new("ldap.star", 0, view.low.len()))
}

/// A line of LDIF that changes an entry.
fn entry(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::LINE) || !view.marks.has(Marks::COLON) {
        return None;
    }
    memchr::memchr_iter(b'\n', view.low).find_map(|at| {
        let line = window(view.low, at + 1, 40);
        let change = line.strip_prefix(b"changetype:").map(<[u8]>::trim_ascii_start);
        let verbs: [&[u8]; 5] = [b"add", b"modify", b"delete", b"modrdn", b"moddn"];
        let changes = change.is_some_and(|verb| verbs.iter().any(|known| verb.starts_with(known)));
        changes.then(|| Hit::new("ldap.entry", at, at + 24))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn filters_and_near_misses() {
        let detector = Detector::new(Settings::only(&[Class::Ldap]));
        let rule =
            |value: &str| detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|f| f.rule);
        for value in [
            "bob*)(uid=*",
            "x)(cn=bob",
            "*)(|(mail=*",
            "(&(a=b)(c=d))",
            "bob)(&)",
            "x)(!(&(a=b",
            "y) (sn>=a",
            "(mail=*)",
            "bob*))",
            "cn=bob)(",
            "x)(manager:1.2.3:=y",
        ] {
            assert_eq!(rule(value), Some("ldap.filter"), "{value}");
        }
        assert_eq!(rule("cn=a,dc=b\nchangetype: delete"), Some("ldap.entry"));
        assert_eq!(rule("root*"), Some("ldap.star"));
        for value in [
            "(a) (b)",
            "2*(3+4)",
            "f(x)*g(y)",
            "f(x)(y=2)",
            "(see page=4) (b)",
            "Terms apply*",
            "5*",
            "A*",
            "1) first (2) second",
            "notes\nchangetype unknown: none",
        ] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
