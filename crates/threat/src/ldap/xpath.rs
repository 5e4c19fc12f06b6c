//! `XPath` and `XQuery`: predicates that a value closes and opens, axes, and queries of their own. Refuses addresses and paths of files.

use crate::{
    bytes::{from, has, is_space, is_word, skip_space, word, word_before},
    prefilter::Marks,
    view::{Hit, View},
};

/// Axes, in order.
const AXES: &[&str] = &[
    "ancestor",
    "ancestor-or-self",
    "attribute",
    "child",
    "descendant",
    "descendant-or-self",
    "following",
    "following-sibling",
    "namespace",
    "parent",
    "preceding",
    "preceding-sibling",
    "self",
];
/// Axes that other languages name too.
const SHARED: &[&str] = &["attribute", "child", "namespace", "parent", "self"];
/// Functions over nodes, in order.
const FUNCTIONS: &[&str] = &[
    "base-uri",
    "contains",
    "count",
    "doc",
    "doc-available",
    "document-uri",
    "false",
    "last",
    "local-name",
    "name",
    "namespace-uri",
    "node",
    "normalize-space",
    "not",
    "number",
    "position",
    "starts-with",
    "string",
    "string-length",
    "substring",
    "substring-after",
    "substring-before",
    "sum",
    "text",
    "translate",
    "true",
    "unparsed-text",
];

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    let coloned = view.marks.has(Marks::COLON).then(|| axis(text)).flatten();
    let sloped = || view.marks.has(Marks::SLASH).then(|| path(text)).flatten();
    let closed = || view.marks.has(Marks::BRACKET).then(|| predicate(text)).flatten();
    let joined =
        || view.marks.any(&[Marks::QUOTE, Marks::BRACKET, Marks::PAREN]).then(|| joins(text)).flatten();
    let asked = || view.marks.has(Marks::DOLLAR).then(|| query(text)).flatten();
    let called = || view.marks.has(Marks::PAREN).then(|| call(text)).flatten();
    coloned.or_else(sloped).or_else(closed).or_else(joined).or_else(asked).or_else(called)
}

/// `name::node`, where the name is an axis.
fn axis(text: &[u8]) -> Option<Hit> {
    memchr::memmem::find_iter(text, b"::").find_map(|at| {
        let length =
            text[..at].iter().rev().take(24).take_while(|byte| is_word(**byte) || **byte == b'-').count();
        let name = &text[at - length..at];
        let listed = |table: &[&str]| crate::bytes::listed(table, name);
        let steps = text[..at - length].last().is_some_and(|byte| b"/[(|".contains(byte));
        let test = matches!(text.get(at + 2), Some(b'*' | b'@' | b'a'..=b'z' | b'_'));
        (test && listed(AXES) && (steps || !listed(SHARED)))
            .then(|| Hit::new("xpath.axis", at - length, at + 16))
    })
}

/// `//name[`, `//*`, `//@name`, `/*[`, `//name/text()`, `{//name`.
fn path(text: &[u8]) -> Option<Hit> {
    memchr::memchr_iter(b'/', text).find_map(|at| {
        let before = at.checked_sub(1).map(|at| text[at]);
        let doubled = text.get(at + 1) == Some(&b'/') && before != Some(b':') && before != Some(b'/');
        let step = at + 1 + usize::from(doubled);
        let name = word(text, step);
        let behind = from(text, step + name.len());
        let found = match text.get(step) {
            Some(b'*') => {
                doubled
                    && !matches!(text.get(step + 1), Some(b'*' | b'/' | b' '))
                    && before.is_none_or(|byte| b"(|[= ".contains(&byte))
                    || matches!(behind, [b'*', b'[', ..])
                        && (doubled || before.is_none_or(|byte| !is_word(byte)))
                    || at == 0 && matches!(behind, [b'*', b'/', ..] | [b'*'])
            }
            Some(b'@') => {
                doubled || before.is_some_and(|byte| b"]*.".contains(&byte)) || behind.starts_with(b"@*")
            }
            Some(_) if !name.is_empty() => {
                let tested = matches!(behind, [b'(', b')', ..])
                    && crate::bytes::listed(&["comment", "node", "text"], name);
                let opened = doubled && matches!(before, Some(b'{' | b'(' | b'|'));
                tested || opened || doubled && behind.starts_with(b"[")
            }
            _ => false,
        };
        found.then(|| Hit::new("xpath.path", at, step + 16))
    })
}

/// `x'] | //b[`: a predicate ends that the value did not open, and the path goes on.
fn predicate(text: &[u8]) -> Option<Hit> {
    let mut depth = 0_i32;
    text.iter().enumerate().filter(|(_, byte)| b"[]".contains(byte)).find_map(|(at, byte)| {
        depth += if *byte == b'[' { 1 } else { -1 };
        if depth >= 0 {
            return None;
        }
        depth = 0;
        let next = skip_space(text, at + 1);
        let rest = from(text, next);
        let closes = at > 0 && (b"'\")".contains(&text[at - 1]) || text[at - 1].is_ascii_digit());
        let goes_on = matches!(rest, [b'|', ..] | [b'/', b'/' | b'@' | b'*' | b'.' | b'a'..=b'z', ..])
            || [&b"and"[..], b"or", b"return", b"union"].contains(&word(text, next));
        (closes && goes_on && (memchr::memchr2(b'/', b'[', rest).is_some()))
            .then(|| Hit::new("xpath.predicate", at.saturating_sub(1), at + 24))
    })
}

/// `' or /a/b[`, `' and count(/*)`, `') or true() or ('`: after a quote or bracket a condition over nodes.
fn joins(text: &[u8]) -> Option<Hit> {
    memchr::memchr3_iter(b'\'', b'"', b')', text).take(64).find_map(|at| {
        let mut next = skip_space(text, at + 1);
        while matches!(text.get(next), Some(b')' | b']')) {
            next = skip_space(text, next + 1);
        }
        let join = word(text, next);
        if !matches!(join, b"or" | b"and") && text.get(next) != Some(&b'|') {
            return None;
        }
        let operand = skip_space(text, next + join.len().max(1));
        let rest = &from(text, operand)
            [from(text, operand).iter().take_while(|byte| **byte == b'(' || is_space(**byte)).count()..];
        let node = match rest {
            [b'/', b'/' | b'*' | b'@' | b'a'..=b'z', ..]
            | [b'.', b'.' | b'/', ..]
            | [b'@', b'a'..=b'z' | b'*', ..] => true,
            _ => rest.starts_with(b"for $") || is_call(rest),
        };
        node.then(|| Hit::new("xpath.condition", at, operand + 24))
    })
}

/// Whether a function over nodes is called here.
fn is_call(text: &[u8]) -> bool {
    let length = text.iter().take(24).take_while(|byte| is_word(**byte) || **byte == b'-').count();
    text.get(length) == Some(&b'(') && crate::bytes::listed(FUNCTIONS, &text[..length])
}

/// `for $x in //a return`, `let $x := `.
fn query(text: &[u8]) -> Option<Hit> {
    memchr::memchr_iter(b'$', text).find_map(|at| {
        let name = word(text, at + 1);
        let verb = word_before(text, text[..at].trim_ascii_end().len());
        let after = from(text, skip_space(text, at + 1 + name.len()));
        let binds = match verb {
            b"for" | b"some" | b"every" => {
                after.starts_with(b"in ") && (has(after, "return") || has(after, "satisfies"))
            }
            b"let" => after.starts_with(b":="),
            _ => false,
        };
        (binds && !name.is_empty()).then(|| Hit::new("xpath.query", at, at + 24))
    })
}

/// A function over a path: `count(/`, `string-length(//`, `doc('http`.
fn call(text: &[u8]) -> Option<Hit> {
    memchr::memchr_iter(b'(', text).find_map(|at| {
        let length = text[..at].iter().rev().take(24).take_while(|byte| is_word(**byte) || **byte == b'-').count();
        let argument = from(text, skip_space(text, at + 1));
        let node = matches!(argument, [b'/', b'/' | b'*' | b'@' | b'a'..=b'z', ..] | [b'.', b'.' | b')', ..] | [b'@', ..])
            || argument.starts_with(b"name(")
            || matches!(argument, [b')', rest @ ..] if matches!(rest.trim_ascii_start(), [b'=' | b'<' | b'>', ..]) && length > 3);
        let known = crate::bytes::listed(FUNCTIONS, &text[at - length..at]);
        (node && known).then(|| Hit::new("xpath.call", at - length, at + 16))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn nodes_and_near_misses() {
        assert!(super::AXES.is_sorted() && super::FUNCTIONS.is_sorted() && super::SHARED.is_sorted());
        let detector = Detector::new(Settings::only(&[Class::Ldap]));
        let rule =
            |value: &str| detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|f| f.rule);
        for (value, expected) in [
            ("//*", "xpath.path"),
            ("a | //boat[1]", "xpath.path"),
            ("boat/@*", "xpath.path"),
            ("}</b><c>{//mast}", "xpath.path"),
            ("boat[2]/preceding-sibling::*", "xpath.axis"),
            ("x'] | /harbour/boat['", "xpath.predicate"),
            ("x' or /harbour/boat['a'='a", "xpath.condition"),
            ("x') or true() or ('", "xpath.condition"),
            ("x' and string-length(name)>'3", "xpath.condition"),
            ("let $b := 4 return $b", "xpath.query"),
            ("count(/harbour/boat)", "xpath.call"),
            ("position()=3", "xpath.call"),
        ] {
            assert_eq!(rule(value), Some(expected), "{value}");
        }
        for value in [
            "https://example.org/a[1]",
            "//cdn.example.org/x.js",
            "Parent::make()",
            "a/b/c [new] / d",
            "'this' or that (a) and (b)",
            "costs $5 in cash, let $me know",
            "a[1], b[2] | c",
            "src/**/*.rs",
            "/* note */",
            "*/5 * * * *",
        ] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
