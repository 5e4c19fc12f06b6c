//! Templates and expressions: would `{{…}}`, `${…}`, `#{…}`, `<%…%>`, `{%…%}`, `@(…)` compute something? A placeholder in them
//! passes: a name, its parts, and how it is to be formatted. Refuses to evaluate.

mod bare;
mod directive;
mod expression;

pub(crate) use directive::DIRECTIVES;

use expression::{Shape, shape};

use crate::{
    bytes::{has, is_space, is_word, listed, trim, window, word},
    needles::{Needles, automaton},
    prefilter::Marks,
    view::{Hit, View},
};

/// Bytes of an expression that are read.
const LONGEST: usize = 600;

/// Parts of a path that reach out of a template wherever they stand.
#[rustfmt::skip]
static REACHES: Needles = Needles::new(|| automaton(&[
    "__", ".class", "|attr", "constructor", "self.", "request.", "request[", "config", "settings.", ".settings", "secret_key", "globals", "_self", "_context", "system", "process.", ".process",
    "session", "smarty", "getclass", "this.", "this-", "app.", "dump", "[]", "''.", "joiner", "cycler", "lipsum", "namespace(", "@root", "pagecontext", "applicationscope",
    "initparam",
]));

/// Names that hold everything, alone, in order.
const WHOLE: &[&str] = &["_context", "_self", "config", "debug", "request", "self", "this"];

/// What the value would do in a template.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[
        Marks::BRACE,
        Marks::PERCENT,
        Marks::BRACKET,
        Marks::HASH,
        Marks::SIGN,
        Marks::PAREN,
        Marks::ANGLE,
    ]) {
        return None;
    }
    braces(view).or_else(|| others(view)).or_else(|| directive::inspect(view)).or_else(|| bare::inspect(view))
}

/// Every form that opens with a brace.
fn braces(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::BRACE) {
        return None;
    }
    let text = view.low;
    let mut next = 0;
    memchr::memchr_iter(b'{', text).find_map(|at| {
        if at < next {
            return None;
        }
        let before = if at > 0 { text[at - 1] } else { b' ' };
        let (open, close, skip) = match (before, text.get(at + 1)?) {
            (_, b'{') => (b"{{", "}}", 1 + text[at + 1..].iter().take_while(|byte| **byte == b'{').count()),
            (_, b'%') => (b"{%", "%}", 2),
            (_, b'!') if text.get(at + 2) == Some(&b'!') => (b"{!", "!!}", 3),
            (b'$' | b'#' | b'*' | b'%' | b'@' | b'~' | b'!', _) => (b"${", "}", 1),
            (b' ', _) if at > 1 && text[at - 2] == b'$' => (b"${", "}", 1),
            _ => (b"{ ", "}", 1),
        };
        // What opens again within is looked at when its turn comes.
        next = if open == b"{{" { at + skip } else { at + 1 };
        let sign = if before == b' ' && open == b"${" { b'$' } else { before };
        inside(view, at, (open, sign), close, skip)
    })
}

/// Openings of one form beyond which a value is no text.
const CROWD: usize = 256;

/// Forms without braces.
fn others(view: &View<'_>) -> Option<Hit> {
    let find = |open: &'static str, close: &'static str, mark: Marks| {
        view.marks
            .has(mark)
            .then(|| {
                memchr::memmem::find_iter(view.low, open).enumerate().find_map(|(nth, at)| {
                    // Nobody opens so many; who hides behind them is found all the same.
                    if nth == CROWD {
                        return Some(Hit::new("template.crowd", at, at + 16));
                    }
                    let bytes = open.as_bytes();
                    inside(view, at, (&[bytes[0], bytes[1]], b' '), close, bytes.len())
                })
            })
            .flatten()
    };
    find("<%", "%>", Marks::PERCENT)
        .or_else(|| find("[%", "%]", Marks::PERCENT))
        .or_else(|| find("[[", "]]", Marks::BRACKET))
        .or_else(|| find("[=", "]", Marks::BRACKET))
        .or_else(|| find("[(", ")]", Marks::BRACKET))
        .or_else(|| find("$[", "]", Marks::BRACKET))
        .or_else(|| find("@(", ")", Marks::SIGN))
        .or_else(|| hashes(view))
}

/// `#…#`: the expressions of `ColdFusion`.
fn hashes(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::HASH) || !view.marks.any(&[Marks::STAR, Marks::PAREN]) {
        return None;
    }
    let text = view.low;
    let mut ends = memchr::memchr_iter(b'#', text).take(32);
    let mut start = ends.next()?;
    for end in ends {
        let body = &text[start + 1..end];
        let tight =
            (3..LONGEST).contains(&body.len()) && !is_space(body[0]) && !is_space(body[body.len() - 1]);
        let shape = if tight { shape(body) } else { Shape::default() };
        let named = word(body, 0).len();
        let call = shape.called && body[named..].starts_with(b"(") && body.ends_with(b")");
        let sum =
            shape.arithmetic && body.iter().all(|byte| byte.is_ascii_digit() || b"*+-/() ".contains(byte));
        if sum || call && view.kind.is_strict() {
            return Some(Hit::new("template.expression", start, end + 1));
        }
        start = end;
    }
    None
}

/// The hit that what stands between an opening and its end makes.
fn inside(view: &View<'_>, at: usize, open: (&[u8; 2], u8), close: &str, skip: usize) -> Option<Hit> {
    let inner = window(view.low, at + skip, LONGEST);
    let end = memchr::memmem::find(inner, close.as_bytes());
    let body = trim(&inner[..end.unwrap_or(inner.len())]);
    ((end.is_some() || has(body, "(")) && computes(open, body, end.is_some(), view))
        .then(|| Hit::new("template.expression", at, at + skip + body.len()))
}

/// Whether what stands inside is more than a placeholder.
fn computes((open, sign): (&[u8; 2], u8), body: &[u8], closed: bool, view: &View<'_>) -> bool {
    let strict = view.kind.is_strict();
    match open {
        b"{%" | b"[%" => closed && statement(body, strict),
        b"<%" if strict => {
            closed && !body.is_empty()
                || body.starts_with(b"=")
                || body.starts_with(b"@")
                || shape(body).called
        }
        b"{!" => strict && closed && !body.is_empty(),
        b"{ " => single(body, strict),
        _ => {
            let shape = shape(body);
            let reaches = REACHES.find(body).is_some();
            match open {
                b"[[" => shape.arithmetic && body.len() < 24 || body.starts_with(b"$"),
                b"[(" => body.starts_with(b"$") || body.starts_with(b"@"),
                b"[=" => shape.arithmetic,
                b"@(" => shape.arithmetic || shape.called && strict,
                b"$[" => shape.called && strict || shape.arithmetic,
                _ if !strict => shape.arithmetic || shape.called && reaches,
                b"{{" => moustache(body, shape, reaches),
                _ => dollar(sign, body, shape, reaches),
            }
        }
    }
}

/// `{{…}}`.
fn moustache(body: &[u8], shape: Shape, reaches: bool) -> bool {
    let section = body.first().is_some_and(|byte| b"#>".contains(byte))
        && body.iter().any(|byte| b"\"'(@".contains(byte));
    shape.operator
        || shape.called
        || shape.assigned
        || shape.literal
        || shape.helper
        || shape.reaching
        || section
        || body == b"."
        || body.starts_with(b"#") && (body.ends_with(b" this") || body.ends_with(b" ."))
        || body.starts_with(b"<%")
        || body.starts_with(b"=")
        || listed(WHOLE, body)
        || reaches && !(shape == Shape { quoted: shape.quoted, ..Shape::default() } && translates(body))
}

/// `__('…')`: the underscores of a lookup in another language reach nowhere.
fn translates(body: &[u8]) -> bool {
    body.starts_with(b"__(") && REACHES.find(&body[2..]).is_none()
}

/// `${…}` and its like.
fn dollar(sign: u8, body: &[u8], shape: Shape, reaches: bool) -> bool {
    let filled = body.iter().any(|byte| !is_space(*byte));
    shape.operator
        || shape.called
        || shape.assigned
        || shape.literal
        || reaches && !body.contains(&b' ')
        || shape.quoted && filled && sign == b'$'
        || body.contains(&b'@')
        || body.starts_with(b"#")
        || body.starts_with(b".")
        || body.contains(&b'[')
        || sign == b'%' && body.contains(&b'#')
}

/// `{%…%}`: any statement, and none that prose could be.
fn statement(body: &[u8], strict: bool) -> bool {
    let body = body.strip_prefix(b"-").or(body.strip_prefix(b"+")).unwrap_or(body);
    let named = trim(body).first().is_some_and(u8::is_ascii_alphabetic);
    if strict { named } else { named && shape(body).called && REACHES.find(body).is_some() }
}

/// `{…}`: arithmetic, a literal that is filtered, a static call.
fn single(body: &[u8], strict: bool) -> bool {
    let Some(first) = body.first() else { return false };
    match first {
        b'0'..=b'9' if body.iter().any(|byte| b"*+".contains(byte)) => {
            body.iter().all(|byte| byte.is_ascii_digit() || b"*+-/'\" ()".contains(byte))
                && shape(body).arithmetic
        }
        _ if !strict => false,
        b'\'' | b'"' => shape(body).literal && body.contains(&b'|'),
        b'=' => !body.iter().any(|byte| b"{:".contains(byte)) && body.len() > 1,
        // A comment, that vanishes if somebody reads it.
        b'*' | b'#' => body.len() > 1 && body.last() == Some(first),
        b'$' => ["smarty", "self", "php", "(", "->"].iter().any(|told| has(body, told)),
        b'a'..=b'z' => {
            let name = word(body, 0);
            let rest = &body[name.len()..];
            rest.starts_with(b"::") && rest.get(2).is_some_and(|byte| is_word(*byte)) && rest.contains(&b'(')
        }
        _ => false,
    }
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
            "{{ a.b(4) }}",
            "{{ x = y }}",
            "{{ ['x']|join }}",
            "{{range .a}}",
            "{{#each this}}",
            "${a*b}",
            "${.data}",
            "[% x %]",
            "[=4*6]",
            "$[x.y('z')]",
            "#4*6#",
            "{!! $x !!}",
            "{'x'|y}",
            "{=$x}",
            "{*x*}",
            "{A::b()}",
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
            "{{ name | default: \"friend\" }} {{order.id}}",
            "{{#if vip}}yes{{/if}} {{{body}}}",
            "{{ 'greeting' | translate }} {{t('key')}}",
            "{count, plural, one {# item} other {# items}}",
            "{{when|date:'d.m.Y'}} {{2024-11-23}}",
            "{a: 4, b: 6} {4} {*}",
            "#one two# #three",
            "[100% x]",
        ] {
            assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        }
        assert_eq!(rule("`kubectl {{get pods}}`", Kind::Markdown), None);
    }
}
