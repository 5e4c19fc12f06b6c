//! Directives: what a template engine runs without brackets of expressions: `#set(…)`, `<#assign`, `{php}`, `{math equation=…}`, `% for …:`, `<jsp:…`,
//! attributes that hold expressions. Refuses sentences that begin alike.

use super::expression::shape;
use crate::{
    bytes::{is_space, listed, skip_space, trim, window, word},
    needles::{Needles, automaton},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

#[rustfmt::skip]
pub(crate) const DIRECTIVES: &[&str] = &[
    "#set(", "#set (", "#foreach(", "#include(", "#parse(", "#evaluate(", "#if(", "#elseif(", "#macro(", "#define(", "?new()", "?eval", "{php}", "{/php}",
    "{literal}", "{/literal}", "{system(", "{exec(", "{passthru(", "<%@", "{if ", "{include:", "<#--", "<jsp:", "<tal:", "<py:", "<?python",
    " tal:content=", " tal:replace=", " tal:define=", " tal:condition=", " py:content=", " th:text=", " th:utext=", "@php", "[view options]",
    "@include('", "@include(\"", "@extends(", "@inject(", "@foreach(", "@component(", "@if(", "@dump(", "@dd(",
];

static DIRECTED: Needles = Needles::new(|| automaton(DIRECTIVES));

/// Directives of `FreeMarker`, in angles or brackets, in order.
#[rustfmt::skip]
const FREEMARKER: &[&str] = &[
    "assign", "attempt", "escape", "fallback", "flush", "ftl", "function", "global", "if", "import", "include", "list", "local", "macro", "noparse",
    "recurse", "setting", "stop", "switch", "visit",
];

/// Tags of Smarty that take attributes, in order.
#[rustfmt::skip]
const SMARTY: &[&str] = &[
    "assign", "block", "call", "capture", "config_load", "debug", "eval", "extends", "fetch", "foreach", "function", "html_image", "include",
    "include_php", "insert", "math", "php", "section", "setfilter",
];

/// The first directive.
pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.kind.is_strict() {
        return None;
    }
    known(view).or_else(|| tags(view)).or_else(|| lines(view))
}

fn known(view: &View<'_>) -> Option<Hit> {
    if !view.told.has(told::TEMPLATE) {
        return None;
    }
    DIRECTED.all(view.low).find_map(|(start, end)| {
        let found = &view.low[start..end];
        // `{if` of prose holds no call.
        let runs = found != b"{if " || window(view.low, end, 200).iter().any(|byte| b"($".contains(byte));
        runs.then(|| Hit::new("template.directive", start, end + 16))
    })
}

/// `<#if`, `[#list`, `{math equation=`, `<cfset`: a name from a closed list behind its sign.
fn tags(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    memchr::memchr3_iter(b'<', b'[', b'{', text).find_map(|at| {
        let start = at + 1;
        let tag = match (text[at], text.get(start)?) {
            (b'<' | b'[', b'#') => {
                let name = word(text, start + 1);
                listed(FREEMARKER, name)
                    && text.get(start + 1 + name.len()).is_some_and(|byte| is_space(*byte))
            }
            (b'<', b'c') => coldfusion(&text[start..]),
            (b'{', b'a'..=b'z') => attributed(text, start),
            _ => false,
        };
        tag.then(|| Hit::new("template.directive", at, at + 24))
    })
}

/// `<cfset …>`, `<cfoutput>`.
fn coldfusion(tag: &[u8]) -> bool {
    let name = word(tag, 0);
    name.starts_with(b"cf")
        && name.len() > 4
        && tag.get(name.len()).is_some_and(|byte| is_space(*byte) || *byte == b'>')
}

/// `{name attribute=…`.
fn attributed(text: &[u8], start: usize) -> bool {
    let name = word(text, start);
    let next = skip_space(text, start + name.len());
    let attribute = word(text, next);
    let named = !attribute.is_empty() && text.get(skip_space(text, next + attribute.len())) == Some(&b'=');
    let file = text.get(next).is_some_and(|byte| b"'\"".contains(byte));
    listed(SMARTY, name) && next > start + name.len() && (named || file)
}

/// `% for x in y():`, `# set x = y()`, `% import os`: lines of code between lines of text.
fn lines(view: &View<'_>) -> Option<Hit> {
    if !view.marks.any(&[Marks::PERCENT, Marks::HASH]) {
        return None;
    }
    let mut at = 0;
    view.low.split(|byte| *byte == b'\n').find_map(|line| {
        let start = at;
        at += line.len() + 1;
        is_code(line).then(|| Hit::new("template.directive", start, start + 24))
    })
}

fn is_code(line: &[u8]) -> bool {
    let Some(line) = line.strip_prefix(b"%").or(line.strip_prefix(b"#")) else { return false };
    let line = trim(line);
    let name = word(line, 0);
    let rest = trim(&line[name.len()..]);
    match name {
        b"for" | b"while" | b"if" | b"elif" | b"with" | b"def" => {
            let condition = rest.strip_suffix(b":").unwrap_or(rest);
            let shape = shape(condition);
            let single = !condition.contains(&b' ');
            shape.called || rest.len() > condition.len() && (shape.operator || single)
        }
        b"import" | b"from" | b"include" => !rest.is_empty() && word(rest, 0).len() == rest.len(),
        b"set" => shape(rest).assigned,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn what_runs_and_what_is_said() {
        assert!(super::FREEMARKER.is_sorted() && super::SMARTY.is_sorted());
        let detector = Detector::new(Settings::only(&[Class::Template]));
        let rule = |value: &str| {
            detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|found| found.rule)
        };
        for value in [
            "#set($x = 4)",
            "<#list a as b>",
            "[#assign x = 4]",
            "{math equation='x'}",
            "a\n% for i in range(4):\n",
            "{include 'x'}",
            "@include('x')",
            "# for x in y()",
            "% import os",
            "<cfset x = 4>",
            "<jsp:forward page='x'/>",
            "<b tal:content='x'/>",
            "settings[view options][x]",
        ] {
            assert_eq!(rule(value), Some("template.directive"), "{value}");
        }
        for value in [
            "#set your goals",
            "% of people for 2023:",
            "# for sale: a bike",
            "#if you can",
            "{include everyone}",
            "{block 7}",
            "[#list]",
            "<cf>",
            "view options",
        ] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
