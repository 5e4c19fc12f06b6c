//! The same page or script in other words: odd separators in tags, unclosed tags, calls spelled otherwise. Knows tags and
//! a few functions of browsers.

use super::{Value, dice::Dice, done, words};

type Out = Option<Vec<u8>>;

/// What scripts call or read without a name in front.
const GLOBALS: [&str; 12] = [
    "alert",
    "confirm",
    "prompt",
    "print",
    "eval",
    "fetch",
    "setTimeout",
    "setInterval",
    "location",
    "document",
    "import",
    "open",
];

/// The end of the tag that starts at a `<`, past its quotes, and whether it is closed.
fn tag_end(text: &str) -> (usize, bool) {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(1) {
        match (quote, c) {
            (None, '"' | '\'') if text[..at].trim_end().ends_with('=') => quote = Some(c),
            (None, '>') => return (at, true),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    (text.len(), false)
}

/// Every opening tag in a text, name and attributes apart; the inside of a script is no text.
fn tags(text: &str, mut spell: impl FnMut(&str, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name: String = rest[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let (end, _) = tag_end(rest);
        out.push('<');
        out.push_str(&spell(&name, &rest[1 + name.len()..end]));
        rest = &rest[end..];
        if name.eq_ignore_ascii_case("script") {
            out.push_str(rest);
            return out;
        }
    }
    out + rest
}

/// Other signs between the name and the attributes, and between these.
pub(crate) fn separators(value: Value<'_>, dice: &mut Dice) -> Out {
    let out = tags(value.text, |name, rest| {
        let Some(attributes) = rest.strip_prefix([' ', '/']).filter(|rest| !rest.is_empty()) else {
            return format!("{name}{rest}");
        };
        let between = dice.pick(&["/", "\n", "\t", "\u{c}", "//", "/\n/", "\r\n", "/ "]);
        let mut spelled = String::new();
        let mut quote = None;
        for c in attributes.chars() {
            match quote {
                None if c == ' ' && !spelled.ends_with(' ') => {
                    let after = if spelled.ends_with(['"', '\'']) { dice.pick(&["", "/"]) } else { "\n" };
                    spelled.push_str(after);
                    continue;
                }
                None if "\"'".contains(c) && spelled.ends_with('=') => quote = Some(c),
                Some(open) if open == c => quote = None,
                _ => {}
            }
            spelled.push(c);
        }
        format!("{name}{between}{spelled}")
    });
    done(value.text, out)
}

/// Attributes that mean nothing in front of those that do.
pub(crate) fn filler(value: Value<'_>, dice: &mut Dice) -> Out {
    let out = tags(value.text, |name, rest| {
        let filler =
            dice.pick(&[" a=\">\"", " x", " data-a='b > c'", " b=1 c=\"d\"", " class='<p>'", " lang=en"]);
        if rest.starts_with([' ', '/', '\t', '\n']) {
            format!("{name}{filler}{rest}")
        } else {
            format!("{name}{rest}")
        }
    });
    done(value.text, out)
}

/// The last tag stays open, for the page behind it to close.
pub(crate) fn unclosed(value: Value<'_>, dice: &mut Dice) -> Out {
    let open = value.text.trim_end().strip_suffix('>')?;
    let end = dice.pick(&["", "", " ", " x=", "//", "\n"]);
    open.contains('<').then(|| done(value.text, format!("{open}{end}"))).flatten()
}

/// Entities in the values of handlers, which the parser of the page decodes.
pub(crate) fn handler_entities(value: Value<'_>, dice: &mut Dice) -> Out {
    let out = tags(value.text, |name, rest| {
        let Some((before, code)) = rest.split_once('=').filter(|(before, _)| {
            before
                .rsplit([' ', '/', '\n', '\t'])
                .next()
                .is_some_and(|last| last.to_ascii_lowercase().starts_with("on"))
        }) else {
            return format!("{name}{rest}");
        };
        let coded: String = code
            .chars()
            .map(|c| match c {
                '(' | ')' | '.' | 'a' | 'e' => format!("&#{}{};", dice.pick(&["", "0"]), u32::from(c)),
                _ => c.to_string(),
            })
            .collect();
        format!("{name}{before}={coded}")
    });
    done(value.text, out)
}

/// What stands between the letters of a scheme is left out.
pub(crate) fn scheme(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let page = text.contains('<');
    let out = words(text, |word, at| {
        let scheme = word.eq_ignore_ascii_case("javascript") && text[at + word.len()..].starts_with(':');
        let harmless = value.class == "harmless" && word.len() > 6;
        if !scheme && !harmless {
            return None;
        }
        let between = dice.pick(if page {
            &["\t", "\n", "&Tab;", "&NewLine;", "&#9;", "&#x0A;", "&#13;"]
        } else {
            &["\t", "\n", "\r", "\r\n"]
        });
        let cut = 1 + dice.below(word.len() - 1);
        Some(format!("{}{between}{}", &word[..cut], &word[cut..]))
    });
    done(text, out)
}

/// Whether a word is read as a global name of a script.
fn is_global(text: &str, word: &str, at: usize) -> bool {
    GLOBALS.contains(&word)
        && !text[..at].ends_with(['.', '\'', '"', '-', '<', '/'])
        && text[at + word.len()..].starts_with(['(', '.', '['])
}

/// Calls with comments, brackets and detours.
pub(crate) fn calls(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let harmless = value.class == "harmless";
    let out = words(text, |word, at| {
        let called = text[at + word.len()..].starts_with('(');
        if harmless {
            return called.then(|| format!("{word}/**/"));
        }
        let handler = text[..at].ends_with('=');
        (called && word != "import" && is_global(text, word, at)).then(|| match dice.below(5) {
            0 => format!("{word}/*x*/"),
            1 => format!("({word})"),
            2 => format!("self[`{word}`]"),
            3 if !handler => format!("{word} "),
            _ => format!("top[/{word}/.source]"),
        })
    });
    done(text, out)
}

/// Letters of names as scripts read them.
pub(crate) fn name_escapes(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let out = words(text, |word, at| {
        let harmless = value.class == "harmless" && word.len() > 6;
        (harmless || word != "import" && is_global(text, word, at)).then(|| {
            let at = dice.below(word.len());
            let code = u32::from(word.as_bytes()[at]);
            let spelled = if dice.coin() { format!("\\u{code:04x}") } else { format!("\\u{{{code:x}}}") };
            format!("{}{spelled}{}", &word[..at], &word[at + 1..])
        })
    });
    done(text, out)
}

/// Tags inside themselves, for a filter that takes each out once.
pub(crate) fn doubled(value: Value<'_>, _: &mut Dice) -> Out {
    let out = tags(value.text, |name, rest| {
        let middle = name.len() / 2;
        if middle == 0 {
            return format!("{name}{rest}");
        }
        format!("{}<{name}>{}{rest}", &name[..middle], &name[middle..])
    });
    done(value.text, out)
}
