//! The value untouched, in other clothes: inside JSON, XML, forms and addresses, deep down, twice, behind a lot of
//! harmless text. Knows where a language reads on past text in front or behind.

#![expect(clippy::unnecessary_wraps, reason = "every rewriting has one shape")]

use std::fmt::Write;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

use super::{Value, dice::Dice, done};

type Out = Option<Vec<u8>>;

/// Empty lines in front and behind.
const LINES: usize = 200;

/// Ordinary prose, without a sign that any language knows.
const PROSE: &str = "The delivery came on Tuesday in the morning and everything was packed with care, thank you. \
                     We would like to order the same again next month and maybe a second one for our neighbours. ";

/// The value as a part of a tree: as a key, as a tree of its own, or as a string.
fn part(value: Value<'_>) -> Json {
    let tree =
        serde_json::from_str(value.text).ok().filter(|tree: &Json| tree.is_object() || tree.is_array());
    match tree {
        _ if value.key => json!({ value.text: 1 }),
        Some(tree) => tree,
        None => json!(value.text),
    }
}

pub(crate) fn json_inside(value: Value<'_>, dice: &mut Dice) -> Out {
    let part = part(value);
    let tree = match dice.below(4) {
        0 => json!({ "id": 17, "data": { "name": "Anna", "note": part } }),
        1 => json!([part, "two", 3]),
        2 => json!({ "filters": [{ "field": "city", "value": part }], "page": 1 }),
        _ => json!({ "v": part }),
    };
    Some(tree.to_string().into_bytes())
}

/// With every sign of the tree escaped that may be.
pub(crate) fn json_escaped(value: Value<'_>, dice: &mut Dice) -> Out {
    let plain = String::from_utf8(json_inside(value, dice)?).ok()?;
    let mut out = String::new();
    let mut inside = false;
    let mut backslash = false;
    for c in plain.chars() {
        match c {
            _ if backslash => backslash = false,
            '\\' => backslash = true,
            '"' => inside = !inside,
            _ if inside && c.is_ascii_punctuation() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    Some(out.into_bytes())
}

/// A document in a string of a document.
pub(crate) fn json_twice(value: Value<'_>, dice: &mut Dice) -> Out {
    let inner = String::from_utf8(json_inside(value, dice)?).ok()?;
    Some(json!({ "type": "event", "payload": inner }).to_string().into_bytes())
}

pub(crate) fn json_deep(value: Value<'_>, dice: &mut Dice) -> Out {
    let mut tree = part(value);
    for _ in 0..12 + dice.below(16) {
        tree = if dice.coin() { json!([tree]) } else { json!({ "a": tree }) };
    }
    Some(tree.to_string().into_bytes())
}

/// One key twice, with a harmless value first or last.
pub(crate) fn json_same_key(value: Value<'_>, dice: &mut Dice) -> Out {
    let part = part(value);
    let text = if dice.coin() {
        format!(r#"{{"name":"Anna","name":{part}}}"#)
    } else {
        format!(r#"{{"name":{part},"name":"Anna"}}"#)
    };
    Some(text.into_bytes())
}

/// Among many harmless fields.
pub(crate) fn json_wide(value: Value<'_>, dice: &mut Dice) -> Out {
    let fields: Vec<String> =
        (0..40 + dice.below(200)).map(|n| format!(r#""field{n}":"value {n}""#)).collect();
    let (left, right) = fields.split_at(dice.below(fields.len() - 1) + 1);
    Some(
        format!("{{{},\"x\":{},{}}}", left.join(","), part(value), right.join(","))
            .replace(",}", "}")
            .into_bytes(),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// In an element, an attribute or a section of a document.
pub(crate) fn xml_inside(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = escaped(value.text);
    let body = match dice.below(3) {
        0 => format!("<note>{text}</note>"),
        1 => format!("<note text=\"{}\"/>", text.replace('"', "&quot;")),
        _ if value.text.contains("]]>") => format!("<note>{text}</note>"),
        _ => format!("<note><![CDATA[{}]]></note>", value.text),
    };
    Some(format!("<?xml version=\"1.0\"?>\n<order id=\"17\"><name>Anna</name>{body}</order>").into_bytes())
}

/// Signs as entities of the document.
pub(crate) fn xml_entities(value: Value<'_>, dice: &mut Dice) -> Out {
    let hex = dice.coin();
    let spell = |c: char| match c {
        c if c.is_alphanumeric() || c == ' ' => c.to_string(),
        c if hex => format!("&#x{:x};", u32::from(c)),
        c => format!("&#{};", u32::from(c)),
    };
    let text: String = value.text.chars().map(spell).collect();
    Some(format!("<order><note>{text}</note></order>").into_bytes())
}

/// In the query of an address.
pub(crate) fn address(value: Value<'_>, dice: &mut Dice) -> Out {
    let coded = utf8_percent_encode(value.text, NON_ALPHANUMERIC).to_string();
    let coded = if dice.coin() { coded.replace("%20", "+") } else { coded };
    Some(format!("https://shop.example/search?page=2&q={coded}&sort=asc").into_bytes())
}

/// One pair of a form in a value.
pub(crate) fn form(value: Value<'_>, _: &mut Dice) -> Out {
    let coded = utf8_percent_encode(value.text, NON_ALPHANUMERIC);
    Some(format!("name=Anna&city=Bonn&note={coded}").into_bytes())
}

/// Spaces as a form writes them.
pub(crate) fn plus(value: Value<'_>, _: &mut Dice) -> Out {
    if value.text.contains('+') {
        return None;
    }
    done(value.text, value.text.replace(' ', "+"))
}

/// How much harmless text; mostly little, so that a run stays short.
fn size(dice: &mut Dice) -> usize {
    match dice.below(160) {
        0 => 200_000,
        1 => 132_000,
        2..=8 => 20_000,
        _ => 200 + dice.below(3_000),
    }
}

fn prose(size: usize) -> String {
    PROSE.chars().cycle().take(size).collect()
}

/// Whether the language finds the attack behind prose.
fn starts_anywhere(value: Value<'_>) -> bool {
    let text = value.text;
    match value.class {
        "sqli" => {
            text.find(['\'', '"']).is_some_and(|at| at < 12)
                && !text.starts_with(|c: char| c.is_ascii_digit())
        }
        "xss" => text.contains('<') || text.starts_with(['\'', '"', '`']),
        "cmdi" => {
            text.starts_with([';', '|', '&', '`', '\n'])
                || text.starts_with("$(")
                || text.starts_with(['\'', '"']) && text.contains([';', '|', '&', '`', '$'])
        }
        "ssti" => {
            ["{{", "${", "<%", "{%", "#{"].iter().any(|open| text.contains(open)) && !text.contains('\n')
        }
        "ssi" | "log4shell" | "crlf" | "harmless" => true,
        "codei" => text.starts_with("<?") || text.starts_with("${"),
        _ => false,
    }
}

/// Whether the language leaves prose behind the attack alone.
fn ends_anywhere(value: Value<'_>) -> bool {
    let text = value.text.trim_end();
    match value.class {
        "sqli" => text.contains("-- ") || text.ends_with("--") || text.ends_with('#'),
        "xss" => text.contains('<') && text.ends_with('>') || text.ends_with("//"),
        "cmdi" => text.starts_with([';', '|', '&', '`', '\n']) || text.starts_with("$("),
        "ssti" => ["}}", "%>", "%}", "}"].iter().any(|close| text.ends_with(close)),
        "codei" => text.starts_with("<?") && text.ends_with("?>"),
        "ssi" | "log4shell" | "crlf" | "harmless" => true,
        _ => false,
    }
}

pub(crate) fn front(value: Value<'_>, dice: &mut Dice) -> Out {
    starts_anywhere(value).then(|| format!("{}{}", prose(size(dice)), value.text).into_bytes())
}

pub(crate) fn behind(value: Value<'_>, dice: &mut Dice) -> Out {
    let sign = if value.class == "cmdi" { " # " } else { " " };
    ends_anywhere(value).then(|| format!("{}{sign}{}", value.text, prose(size(dice))).into_bytes())
}

/// Between prose in front and behind.
pub(crate) fn between(value: Value<'_>, dice: &mut Dice) -> Out {
    let size = size(dice) / 2;
    let sign = if value.class == "cmdi" { " # " } else { " " };
    (starts_anywhere(value) && ends_anywhere(value))
        .then(|| format!("{}{}{sign}{}", prose(size), value.text, prose(size)).into_bytes())
}

/// Blanks in front and behind, which most languages skip; of empty lines only some.
pub(crate) fn blanks(value: Value<'_>, dice: &mut Dice) -> Out {
    // A protocol of lines takes an empty line for a command.
    if value.class == "nosql" && value.text.contains("\r\n") {
        return None;
    }
    let blank = dice.pick(&[" ", "\n", "\t", "\r\n", " \n"]);
    let most = if blank.contains('\n') { LINES } else { usize::MAX };
    let many = |dice: &mut Dice| blank.repeat((size(dice) / blank.len()).min(most));
    Some(format!("{}{}{}", many(dice), value.text, many(dice)).into_bytes())
}
