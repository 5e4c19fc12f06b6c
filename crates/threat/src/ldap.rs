//! LDAP and `XPath`: filters that would close the one around the value, and paths that match everything. Refuses arithmetic in brackets.

use crate::{
    bytes::{has, is_word},
    needles::{Needles, automaton},
    prefilter::Marks,
    view::{Hit, View},
};

/// Pieces of filters that close the one around them.
#[rustfmt::skip]
static FILTERS: Needles = Needles::new(|| automaton(&[
    "*)(", "*))", ")(|", ")(&", ")(!", "(|(", "(&(", "(!(", "*)*", ")(objectclass", ")(cn=", ")(uid=", ")(mail=", "(objectclass=", "*|", "*(|", "*)(&", ")(cn", "(cn=*", "(uid=*",
]));

/// Pieces of paths of `XPath`.
#[rustfmt::skip]
static PATHS: Needles = Needles::new(|| automaton(&[
    "//user[", "//*[", "/child::", "::node()", "::text()", "count(/", "name()=", "string-length(", "substring(//", "position()=", "//password",
]));

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.strict() || !view.marks.any(&[Marks::PAREN, Marks::STAR, Marks::SLASH]) {
        return None;
    }
    filter(view).or_else(|| path(view.low))
}

fn filter(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if let Some((start, end)) = FILTERS.find(text)
        && (text[start] != b'*' || start < 24)
        && !has(text, "/*")
    {
        return Some(Hit::new("ldap.filter", start, end + 16));
    }
    // A word and a star as a whole value matches every account that begins so.
    let stars = text.strip_suffix(b"*").filter(|word| word.len() > 2 && word.len() < 24);
    let starred = stars.is_some_and(|word| word.iter().all(u8::is_ascii_lowercase))
        && matches!(view.raw, [b'a'..=b'z', ..]);
    starred.then(|| Hit::new("ldap.star", 0, text.len()))
}

fn path(text: &[u8]) -> Option<Hit> {
    let everything = text.starts_with(b"//*") || text.starts_with(b"/*/");
    let (start, end) = PATHS.find(text).or(everything.then_some((0, 3)))?;
    let bounded = start == 0 || !is_word(text[start]) || !is_word(text[start - 1]);
    bounded.then(|| Hit::new("ldap.path", start, end))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn filters_and_near_misses() {
        let detector = Detector::new(Settings::only(&[Class::Ldap]));
        let rule =
            |value: &str| detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|f| f.rule);
        for value in ["bob*)(uid=*", "x)(cn=bob", "*)(|(mail=*", "(&(a=b)(c=d))"] {
            assert_eq!(rule(value), Some("ldap.filter"), "{value}");
        }
        assert_eq!(rule("//*"), Some("ldap.path"));
        assert_eq!(rule("root*"), Some("ldap.star"));
        for value in ["(a) (b)", "2*(3+4)", "f(x)*g(y)", "Terms apply*", "5*", "A*"] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
