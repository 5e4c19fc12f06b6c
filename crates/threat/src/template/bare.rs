//! Expressions that a framework evaluates without brackets around them: types of Spring, static members and variables of OGNL.
//! Refuses formulas and handles of people.

use crate::{
    bytes::{is_word, skip_space, window},
    prefilter::Marks,
    view::{Hit, View},
};

/// The first expression of these.
pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let paren = view.marks.has(Marks::PAREN).then(|| of_type(view)).flatten();
    paren
        .or_else(|| view.marks.has(Marks::SIGN).then(|| of_class(view)).flatten())
        .or_else(|| view.marks.has(Marks::HASH).then(|| of_variable(view)).flatten())
}

/// The length of a name of dotted parts.
fn path(text: &[u8]) -> usize {
    text.iter().take(120).take_while(|byte| is_word(**byte) || b".$".contains(byte)).count()
}

/// `T(java.lang.Thread).x`, with or without gaps.
fn of_type(view: &View<'_>) -> Option<Hit> {
    memchr::memchr_iter(b'T', view.raw).find_map(|at| {
        let bounded = at == 0 || !is_word(view.raw[at - 1]);
        let open = skip_space(view.raw, at + 1);
        if !bounded || view.raw.get(open) != Some(&b'(') {
            return None;
        }
        let start = skip_space(view.raw, open + 1);
        let length = path(window(view.raw, start, 120));
        let close = skip_space(view.raw, start + length);
        let member = view.raw.get(close..close + 3)?;
        (length > 1 && member.starts_with(b").") && member[2].is_ascii_alphabetic())
            .then(|| Hit::new("template.type", at, close))
    })
}

/// `@java.lang.Math@x`: packages are written small, classes with a capital. `@Html.Raw(x)`: a member of a class is called.
fn of_class(view: &View<'_>) -> Option<Hit> {
    memchr::memchr_iter(b'@', view.raw).find_map(|at| {
        let name = window(view.raw, at + 1, 120);
        let length = path(name);
        let dot = memchr::memrchr(b'.', &name[..length])?;
        let class = &name[dot + 1..length];
        let member = name.get(length + 1).is_some_and(|byte| is_word(*byte));
        let bounded = at == 0 || !is_word(view.raw[at - 1]);
        let razor =
            bounded && name[0].is_ascii_uppercase() && class.len() > 1 && name.get(length) == Some(&b'(');
        let cased = name.first().is_some_and(u8::is_ascii_lowercase)
            && class.first().is_some_and(u8::is_ascii_uppercase);
        (razor || cased && member && name.get(length) == Some(&b'@'))
            .then(|| Hit::new("template.static", at, at + 1 + length))
    })
}

/// `#name['…']`, `#name.call(`, `(#name=`.
fn of_variable(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    memchr::memchr_iter(b'#', text).find_map(|at| {
        let name = window(text, at + 1, 120);
        if !name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            return None;
        }
        let length = path(name);
        let rest = &name[length..];
        let dotted = name[..length].contains(&b'.');
        let opened = at > 0 && text[at - 1] == b'(';
        (rest.starts_with(b"['")
            || rest.starts_with(b"[\"")
            || dotted && rest.starts_with(b"(")
            || opened && rest.starts_with(b"=")
            || rest.starts_with(b"=@")
            || rest.starts_with(b"=#"))
        .then(|| Hit::new("template.variable", at, at + 24))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn what_is_evaluated_and_what_is_not() {
        let detector = Detector::new(Settings::only(&[Class::Template]));
        let rule = |value: &str| {
            detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|found| found.rule)
        };
        assert_eq!(rule("T(some.pack.Thing).go()"), Some("template.type"));
        assert_eq!(rule("@some.pack.Thing@go()"), Some("template.static"));
        assert_eq!(rule("T ( some.pack.Thing ).go()"), Some("template.type"));
        assert_eq!(rule("a @Some.Thing(x)"), Some("template.static"));
        for value in ["#session['x']", "#this.go(4)", "(#a=4)"] {
            assert_eq!(rule(value), Some("template.variable"), "{value}");
        }
        for value in [
            "T(n) = 4 T(n-1). So",
            "@ada@social.example",
            "Ask @Ada.Byron (at home)",
            "@ada.byron@social.example",
            "C#.net (see #4)",
            "(#winning) #fun.",
        ] {
            assert_eq!(rule(value), None, "{value}");
        }
    }
}
