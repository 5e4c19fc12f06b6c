//! Programs: would PHP, Java, Python, Ruby or `node` run or load something if the value reached an evaluation or a decoder of objects?
//! Refuses script of pages and commands of shells.

mod calls;
mod functions;
mod languages;
mod objects;

pub(crate) use objects::{BEGINNINGS, in_base64 as is_object};

use crate::{
    bytes::{first_of, has, is_space, is_word, skip_space, window, word, word_before},
    needles::{Needles, automaton},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

/// Names that only programs of these languages hold.
#[rustfmt::skip]
pub(crate) const NAMES: &[&str] = &[
    "java.lang", "java.io", "java.util", "java.net", "java.nio", "java.beans", "javax.activation", "javax.el", "javax.imageio", "javax.management", "javax.media", "javax.naming", "javax.script", "javax.servlet", "javax.sql", "javax.swing", "javax.xml", "jakarta.el", "org.apache.commons", "org.apache.xalan", "org.apache.catalina", "org.apache.xbean", "org.springframework.beans", "org.springframework.context", "org.springframework.expression", "org.springframework.aop", "org.springframework.jndi", "org.springframework.util", "org.springframework.core", "org.omg.corba",
    "org.hibernate", "com.sun.", "com.mchange", "com.opensymphony", "sun.misc", "java.processbuilder", "processbuilder", "runtime.getruntime", "getruntime(", "class.forname", "invokertransformer", "instantiatetransformer", "clonetransformer",
    "instantiatefactory", "prototypeclonefactory", "whileclosure", "forclosure", "classloader", "class.module", "getclass(", "newinstance(", "scriptenginemanager", "ysoserial",
    "@java.", "ognlcontext", "_memberaccess", "xwork", "t(java", "__import__", "__class__", "__globals__", "__builtins__", "__subclasses__", "__mro__", "__init__", "__reduce__", "os.system", "os.popen", "os.execute", "io.popen",
    "subprocess.", "child_process", "process.env", "process.mainmodule", "process.binding", "global.process", "require(", "require.main", "execsync", "spawnsync", "readfilesync", "readdirsync", "writefilesync",
    "kernel.exec", "kernel.system", "file.open(", "file.read(", "io.read(", "loadstring(", "_$$nd_func$$_", "$_get", "$_post", "$_request", "$_server", "$_cookie", "$_files", "$_session", "$globals", "http_raw_post",
    "auto_prepend_file", "auto_append_file", "allow_url_include", "allow_url_fopen", "disable_functions", "open_basedir", "safe_mode=", "mq=;", "suhosin.", "memory_limit", "include_path",
    "objectinputstream", "rmi://", "xstream", "jdbcrowset", "templatesimpl", "gem::", "@type\"", "c3p0", "new function(", "print_r(", "var_dump(", "echo(", "die(", "<?php", "<?=", "<%=", "<%", "<? ", "newobject", "eval(", "exec(", "system(", "while(", "gettimezone", "java.applet",
];

static NAMED: Needles = Needles::new(|| automaton(NAMES));

/// Variables of PHP that a parameter named like them would overwrite; capitals matter.
const SUPERGLOBALS: &[&[u8]] = &[
    b"GLOBALS[",
    b"_SESSION[",
    b"_SERVER[",
    b"_ENV[",
    b"_GET[",
    b"_POST[",
    b"_COOKIE[",
    b"_FILES[",
    b"_REQUEST[",
];

/// What the value would do in a program.
pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.strict() {
        let told = first_of(
            view.low,
            &["<?php", "<?=", "$_get[", "$_post[", "runtime.getruntime", "_$$nd_func$$_", "__import__("],
        );
        return told.map(|(start, end)| Hit::new("code.name", start, end)).or_else(|| objects::inspect(view));
    }
    named(view)
        .or_else(|| objects::inspect(view))
        .or_else(|| functions::inspect(view))
        .or_else(|| variable_call(view))
        .or_else(|| echoed(view))
        .or_else(|| calls::inspect(view))
        .or_else(|| languages::inspect(view))
}

fn named(view: &View<'_>) -> Option<Hit> {
    if view.is_name() && SUPERGLOBALS.iter().any(|name| view.raw.starts_with(name)) {
        return Some(Hit::new("code.superglobal", 0, view.raw.len()));
    }
    if !view.told.has(told::CODE) {
        return None;
    }
    let (start, end) = NAMED.all(view.low).find(|(start, end)| {
        let first = view.low[*start];
        let bounded =
            *start == 0 || !first.is_ascii_alphabetic() || !view.low[start - 1].is_ascii_alphanumeric();
        let name = &view.low[*start..*end];
        // Longer texts show code to readers; there only whole names count.
        let weak =
            matches!(name, b"while(" | b"require(" | b"eval(" | b"exec(" | b"system(" | b"echo(" | b"die(");
        let loops = !weak || view.low.len() < if name == b"while(" { 40 } else { 120 };
        bounded && loops && !(mentioned(view, *start, *end))
    })?;
    Some(Hit::new("code.name", start, end + 16))
}

/// Prose and stack traces only speak of names: what would act is called with an argument.
fn mentioned(view: &View<'_>, start: usize, end: usize) -> bool {
    let rest = window(view.low, end, 64);
    let thrown = rest.split(|byte| !is_word(*byte) && !b".$".contains(byte)).next().unwrap_or_default();
    if thrown.ends_with(b"exception") || thrown.ends_with(b"error") {
        return true;
    }
    let opens = |at: usize| matches!(rest.get(at), Some(b'\'' | b'"' | b'$' | b'@' | b'`' | b'[' | b'('));
    let called =
        view.low[end - 1] == b'(' && opens(0) || memchr::memchr_iter(b'(', rest).any(|at| opens(at + 1));
    view.is_prose() && view.low[start] != b'<' && !called
}

/// `$x(…)`, `${x}(…)`, `$x[y](…)`, `(['system'])[0]('ls')`: a function named by a value.
fn variable_call(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::PAREN) {
        return None;
    }
    let text = view.low;
    for dollar in memchr::memchr_iter(b'$', text) {
        let mut at = dollar + 1;
        let braced = text.get(at) == Some(&b'{');
        if braced {
            at += text[at..].iter().take(64).position(|byte| *byte == b'}').map_or(0, |end| end + 1);
        } else {
            let name = word(text, at);
            if name.is_empty() || name[0].is_ascii_digit() {
                continue;
            }
            at += name.len();
        }
        at = skip_comments(text, at);
        let mut indexed = false;
        while let Some(close @ (b'[' | b'{')) = text.get(at) {
            let end = if *close == b'[' { b']' } else { b'}' };
            let Some(length) = text[at..].iter().take(64).position(|byte| *byte == end) else { break };
            at = skip_comments(text, at + length + 1);
            indexed = true;
        }
        if text.get(at) == Some(&b'(') && (braced || indexed || dollar + 1 < at) {
            return Some(Hit::new("code.variable-call", dollar, at + 24));
        }
    }
    let odd = view.marks.has(Marks::BRACKET) || text.starts_with(b"(");
    let tight =
        odd.then(|| first_of(text, &[")();", ")[0](", "]('", "](\"", ")('", ")(\"", "](0"])).flatten();
    let tight = tight.filter(|(start, _)| word_before(text, *start).len() < 24);
    tight.map(|(start, end)| Hit::new("code.variable-call", start, end + 16)).or_else(|| spaced_call(text))
}

/// The same with spaces and comments between.
fn spaced_call(text: &[u8]) -> Option<Hit> {
    if !text.contains(&b']') && !text.contains(&b'}') {
        return None;
    }
    let tight: Vec<u8> = text.iter().copied().filter(|byte| !is_space(*byte)).collect();
    let (start, end) = first_of(&tight, &["][0])", ")[0](", ")}("])?;
    Some(Hit::new("code.variable-call", start, end))
}

/// Past white space and comments of PHP.
fn skip_comments(text: &[u8], at: usize) -> usize {
    let at = skip_space(text, at);
    let rest = &text[at.min(text.len())..];
    let end = match rest {
        [b'/', b'*', body @ ..] => {
            memchr::memmem::find(&body[..body.len().min(200)], b"*/").map(|end| end + 4)
        }
        [b'/', b'/', body @ ..] | [b'#', body @ ..] => memchr::memchr(b'\n', body).map(|end| end + 2),
        _ => None,
    };
    end.map_or(at, |end| skip_space(text, at + end))
}

/// ``print(`…`)``: back-ticks as arguments.
fn echoed(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::TICK) {
        return None;
    }
    let (start, end) =
        first_of(view.low, &["(`", "=`"]).filter(|(start, _)| !word_before(view.low, *start).is_empty())?;
    let closes = view.low[end..].contains(&b'`') && has(&view.low[end..], " ");
    closes.then(|| Hit::new("code.back-ticks", start, end + 24))
}

/// Words without which no prototype is reached.
pub(crate) const PROTOTYPES: &[&str] = &["proto", "constructor", "__"];

/// `__proto__` and `constructor.prototype`, as keys and in paths.
pub(crate) fn prototype(view: &View<'_>) -> Option<Hit> {
    if view.is_name() && has(view.low, "[#") {
        return Some(Hit::new("prototype.render", 0, view.low.len()));
    }
    if !view.told.has(told::PROTOTYPE) {
        return None;
    }
    let told = [
        "__proto__",
        "constructor.prototype",
        "constructor][prototype",
        "__definegetter__",
        "__lookupgetter__",
        "[constructor]",
        "object.prototype",
        "\"prototype\":",
        "constructor\":",
    ];
    if let Some((start, end)) = first_of(view.low, &told) {
        return Some(Hit::new("prototype.pollution", start, end));
    }
    let chained = memchr::memmem::find_iter(view.low, b"constructor").find(|at| {
        let rest = &view.low[at + "constructor".len()..];
        let gap = rest.iter().take(4).take_while(|byte| b".[]'\"".contains(byte)).count();
        gap > 0 && rest[gap..].starts_with(b"prototype")
    });
    if let Some(at) = chained {
        return Some(Hit::new("prototype.pollution", at, at + 24));
    }
    let named = view.is_name() && matches!(view.low, b"constructor" | b"prototype");
    named.then(|| Hit::new("prototype.pollution", 0, view.low.len()))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    fn rule(value: &str, place: Place, kind: Kind) -> Option<&'static str> {
        let detector = Detector::new(Settings::only(&[Class::Code, Class::Prototype]));
        detector.inspect(value.as_bytes(), place, kind).map(|finding| finding.rule)
    }

    #[test]
    fn rules_catch() {
        for (value, expected) in [
            ("<?php echo 4;", "code.name"),
            ("java.util.Scanner", "code.name"),
            ("x=ProcessBuilder", "code.name"),
            ("ini_set('a','b')", "code.function"),
            ("$f /*x*/ ('ls')", "code.variable-call"),
            ("${'f'}('ls')", "code.variable-call"),
            ("(['f'])[0]('ls')", "code.variable-call"),
            ("O:4:\"User\":1:{s:1:\"a\";i:1;}", "code.object"),
            ("rO0ABXNyABFq", "code.object"),
            ("a=show(`ls -l`)", "code.back-ticks"),
            ("__import__('os')", "code.name"),
            ("x.__proto__.y", "prototype.pollution"),
        ] {
            assert_eq!(rule(value, Place::Query, Kind::Undeclared), Some(expected), "{value}");
        }
        assert_eq!(rule("constructor", Place::JsonKey, Kind::Undeclared), Some("prototype.pollution"));
    }

    #[test]
    fn prose_passes() {
        for value in [
            "Java and Python (both)",
            "a constructor of bridges",
            "$5 (or less)",
            "time(s)",
            "class 4",
            "com.example.app",
            "O: 4 letters",
        ] {
            assert_eq!(rule(value, Place::Query, Kind::Undeclared), None, "{value}");
        }
        assert_eq!(rule("system('ls')", Place::Query, Kind::Code), None);
    }
}
