//! Templates and expressions: would `{{…}}`, `${…}`, `#{…}`, `<%…%>`, `{%…%}`, `@(…)` compute something? A bare name in them is a
//! placeholder and passes. Refuses to evaluate.

use crate::{
    bytes::{first_of, has, is_space, is_word, trim, window},
    needles::{Needles, automaton},
    prefilter::Marks,
    view::{Hit, View},
};

/// Openings, their ends, and whether a bare name is innocent there.
const FORMS: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("${", "}"),
    ("#{", "}"),
    ("*{", "}"),
    ("%{", "}"),
    ("@{", "}"),
    ("{%", "%}"),
    ("<%", "%>"),
    ("$!{", "}"),
    ("[[", "]]"),
    ("@(", ")"),
    ("{", "}"),
    ("{$", "}"),
    ("~{", "}"),
    ("$ {", "}"),
];

/// Names through which an expression reaches out of its template.
#[rustfmt::skip]
static REACHES: Needles = Needles::new(|| automaton(&[
    "__", ".class", "|attr", "constructor", "self.", "request", "config", "settings.", "globals", "_self", "system", "process.", "session", "smarty", "getclass", "this.", "app.", "dump", "[]", "''.", "joiner", "cycler", "lipsum", "namespace(",
]));

#[rustfmt::skip]
static DIRECTIVES: Needles = Needles::new(|| automaton(&[
    "#set(", "#set (", "#foreach(", "#include(", "#parse(", "#evaluate(", "<#assign", "<#list", "<#if", "<#include", "?new()", "?eval", "[#assign", "{php}", "{/php}", "{literal}", "{system(", "{exec(", "{passthru(", "<%@", "{if ", "{include ", "{fetch ", "{#if", "{include:", "{% ", "<#--",
]));

/// What the value would do in a template.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[Marks::BRACE, Marks::PERCENT, Marks::BRACKET, Marks::HASH, Marks::SIGN]) {
        return None;
    }
    let text = view.low;
    for (open, close) in FORMS {
        for at in memchr::memmem::find_iter(text, open.as_bytes()) {
            let inner = window(text, at + open.len(), 600);
            let end = memchr::memmem::find(inner, close.as_bytes());
            let body = trim(&inner[..end.unwrap_or(inner.len())]);
            if (end.is_some() || has(body, "(")) && computes(open, body, view) {
                return Some(Hit::new("template.expression", at, at + open.len() + body.len()));
            }
        }
    }
    directive(view)
}

/// Whether what stands inside is more than a placeholder.
fn computes(open: &str, body: &[u8], view: &View<'_>) -> bool {
    let arithmetic = body.windows(3).any(|w| {
        w[0].is_ascii_digit() && b"*+-/".contains(&w[1]) && (w[2].is_ascii_digit() || w[2] == b'\'')
    }) && body.iter().all(|byte| byte.is_ascii_digit() || b"*+-/'\" ().{}".contains(byte));
    let called = body.windows(2).any(|w| w[1] == b'(' && (is_word(w[0]) || b")]".contains(&w[0])));
    let reaches = REACHES.find(body).is_some();
    let quoted = body.iter().any(|byte| b"'\"".contains(byte));
    match open {
        "[[" => arithmetic && body.len() < 24 || body.starts_with(b"$"),
        "@(" => arithmetic,
        "{" => arithmetic && body.len() > 2 && body.contains(&b'*'),
        "{%" => {
            view.strict()
                && first_of(
                    body,
                    &[
                        "if ", "for ", "set ", "import ", "include", "extends", "macro", "debug", "raw",
                        "block", "with", "from ", "call", "filter", "do ",
                    ],
                )
                .is_some_and(|(start, _)| start == 0)
        }
        "<%" => body.starts_with(b"=") || called || body.starts_with(b"@"),
        "{$" => first_of(body, &["smarty", "self", "php", "("]).is_some(),
        "%{" => called || body.contains(&b'#') || (arithmetic && body.len() > 2) || body.contains(&b'@'),
        _ if !view.strict() => arithmetic || (called && reaches),
        "{{" => {
            arithmetic
                || called
                || reaches
                || (quoted && first_of(body, &["|", ".", "[", "*", "+"]).is_some())
                || body.starts_with(b"=")
                || body.starts_with(b"#")
        }
        _ => {
            let filled = body.iter().any(|byte| !is_space(*byte));
            arithmetic
                || called
                || (reaches && !body.contains(&b' '))
                || (quoted && filled && open.starts_with('$'))
                || body.contains(&b'@')
                || body.starts_with(b"#")
                || body.contains(&b'[')
        }
    }
}

/// `#set(…)`, `<#assign`, `{php}`, `[#if`, `{{#with`, `<%@`: directives.
fn directive(view: &View<'_>) -> Option<Hit> {
    let (start, end) = view.strict().then(|| DIRECTIVES.find(view.low)).flatten()?;
    let prose = view.low[start..].starts_with(b"{% ") && !has(view.low, "%}");
    (!prose && (!view.low[start..end].starts_with(b"{% ") || has(&view.low[end..], "(")))
        .then(|| Hit::new("template.directive", start, end + 16))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    fn rule(value: &str, kind: Kind) -> Option<&'static str> {
        let detector = Detector::new(Settings::only(&[Class::Template]));
        detector.inspect(value.as_bytes(), Place::JsonValue, kind).map(|finding| finding.rule)
    }

    #[test]
    fn rules_catch() {
        for value in [
            "{{4*6}}",
            "${4*6}",
            "#{4+6}",
            "{{x.__class__}}",
            "${a.b.system('x')}",
            "<%= 4*6 %>",
            "{% for x in y %}",
            "%{(#a=4)}",
            "{{ 'x'|filter('y') }}",
            "{$smarty.now}",
            "@(4*6)",
        ] {
            assert_eq!(rule(value, Kind::Undeclared), Some("template.expression"), "{value}");
        }
        assert_eq!(rule("#set($x = 4)", Kind::Undeclared), Some("template.directive"));
    }

    #[test]
    fn placeholders_pass() {
        for value in [
            "Dear {{name}}",
            "Hi {{ first_name }},",
            "${amount} due",
            "{1, 2}",
            "100% {sure}",
            "[[note]]",
            "{\"a\":{\"b\":1}}",
            "user@(home)",
        ] {
            assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        }
        assert_eq!(rule("`kubectl {{get pods}}`", Kind::Markdown), None);
    }
}
