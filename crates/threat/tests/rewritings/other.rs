//! Rewritings of single languages: nested lookups, forms of addresses, ends of lines, document types, names of files,
//! attributes in templates, blanks. Each knows the one language it rewrites.

use super::{Value, dice::Dice, done, words};

type Out = Option<Vec<u8>>;

fn blanks(value: Value<'_>, blank: &str) -> Out {
    // Protocols of lines know one blank, and options stand at the start of a word.
    if value.class == "nosql" && value.text.contains("\r\n")
        || value.class == "cmdi" && value.text.starts_with('-')
    {
        return None;
    }
    // What stands behind a comment up to the end of the line would be read again.
    let comment =
        [value.text.find("--"), value.text.find("# "), value.text.find("//")].into_iter().flatten().min();
    let end = comment.unwrap_or(value.text.len());
    let (head, tail) = value.text.split_at(end);
    let kept = head.trim_end();
    done(value.text, format!("{}{}{tail}", kept.replace(' ', blank), &head[kept.len()..]))
}

pub(crate) fn tabs(value: Value<'_>, dice: &mut Dice) -> Out {
    blanks(value, dice.pick(&["\t", "\t\t", " \t"]))
}

pub(crate) fn new_lines(value: Value<'_>, dice: &mut Dice) -> Out {
    blanks(value, dice.pick(&["\n", "\r\n", "\n\n"]))
}

/// Letters of a lookup by lookups.
pub(crate) fn nested(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let out = words(text, |word, at| {
        let target = at > 1 && text[..at].ends_with("${") && word == "jndi"
            || text[..at].ends_with("jndi:") && ["ldap", "ldaps", "rmi", "dns", "iiop"].contains(&word);
        target.then(|| {
            let letter = |c: char| match dice.below(9) {
                0 => format!("${{lower:{c}}}"),
                1 => format!("${{upper:{c}}}").replace("upper", "lower"),
                2 => format!("${{::-{c}}}"),
                3 => format!("${{env:NONE:-{c}}}"),
                4 => format!("${{sys:x.y:-{c}}}"),
                5 => format!("${{lower:${{lower:{c}}}}}"),
                6 => format!("${{date:'{c}'}}"),
                _ => c.to_string(),
            };
            word.chars().map(letter).collect()
        })
    });
    done(text, out)
}

/// The number of an address of four bytes in other forms.
pub(crate) fn address_forms(value: Value<'_>, dice: &mut Dice) -> Out {
    let (scheme, rest) = value.text.split_once("://")?;
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    // A nought in front already makes another form of it.
    let decimal = |part: &str| part.len() == 1 || !part.starts_with('0');
    rest[..end].split('.').all(decimal).then_some(())?;
    let bytes: Vec<u32> = rest[..end].split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c, d] = bytes[..] else { return None };
    let number = a << 24 | b << 16 | c << 8 | d;
    let host = match dice.below(7) {
        0 => number.to_string(),
        1 => format!("0x{number:x}"),
        2 => format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        3 => format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        4 => format!("{a}.{}", b << 16 | c << 8 | d),
        5 => format!("[::ffff:{a}.{b}.{c}.{d}]"),
        _ => format!("[::ffff:{:x}:{:x}]", a << 8 | b, c << 8 | d),
    };
    done(value.text, format!("{scheme}://{host}{}", &rest[end..]))
}

/// A name in front that is no host.
pub(crate) fn user_in_address(value: Value<'_>, dice: &mut Dice) -> Out {
    let (scheme, rest) = value.text.split_once("://")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let user = dice.pick(&["user", "shop.example", "a:b", "www.shop.example:80"]);
    (!rest[..end].contains('@') && !rest.is_empty()).then(|| format!("{scheme}://{user}@{rest}").into_bytes())
}

/// Ends of lines that lenient readers take for one.
pub(crate) fn line_ends(value: Value<'_>, dice: &mut Dice) -> Out {
    let end = dice.pick(&["\n", "\r", "\r\n", "\n\r\n"]);
    let lines = value.text.replace("\r\n", "\n");
    done(
        value.text,
        lines.trim_end_matches('\n').replace('\n', end) + &lines[lines.trim_end_matches('\n').len()..],
    )
}

/// External entities by their public names.
pub(crate) fn public_names(value: Value<'_>, dice: &mut Dice) -> Out {
    let public = dice.pick(&["PUBLIC \"-//A//B//EN\" ", "PUBLIC 'x' ", "PUBLIC\n\"\"\n"]);
    done(value.text, value.text.replace("SYSTEM ", public))
}

/// A comment or an instruction before the document type.
pub(crate) fn before_type(value: Value<'_>, dice: &mut Dice) -> Out {
    let at = value.text.find("<!DOCTYPE")?;
    let more = dice.pick(&["<!-- a -->", "\n\n", "<!-- > -->\n", "<?note a b?>", "\t"]);
    done(value.text, format!("{}{more}{}", &value.text[..at], &value.text[at..]))
}

/// Of harmless values only those that name a file.
fn is_name(value: Value<'_>) -> bool {
    let short =
        |ending: &str| (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let name = |name: &str| !name.contains(['/', '@', ':', ',']);
    value.class != "harmless"
        || value.text.rsplit_once('.').is_some_and(|(start, ending)| short(ending) && name(start))
}

/// What a server or a system takes away behind a name, or does not look at.
pub(crate) fn name_endings(value: Value<'_>, dice: &mut Dice) -> Out {
    is_name(value).then_some(())?;
    let ending = value.text.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    let run = ["php", "phtml", "php5", "phar", "jsp", "jspx", "asp", "aspx", "ashx", "cgi", "pl", "cfm"];
    let end = if run.contains(&ending.as_str()) {
        dice.pick(&[".", " ", "...", ".jpg", "::$DATA", ";.jpg", "%00.png", "%20", "/"])
    } else if value.class == "harmless" {
        dice.pick(&[".", " ", "...", ".jpg", "%20"])
    } else {
        return None;
    };
    done(value.text, format!("{}{end}", value.text))
}

/// A path in front of a name.
pub(crate) fn name_folders(value: Value<'_>, dice: &mut Dice) -> Out {
    if !is_name(value) || value.text.contains(['/', '\\', '<', '\'', '"', ';', '|', '`', '$']) {
        return None;
    }
    let folder = dice.pick(&["C:\\fakepath\\", "album/", "2024/06/", "holiday pictures\\"]);
    Some(format!("{folder}{}", value.text).into_bytes())
}

/// Attributes of templates by their names as text.
pub(crate) fn subscripts(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    (text.contains("{{") && text.contains("__")).then_some(())?;
    let out = words(text, |word, at| {
        let attribute =
            word.starts_with("__") && word.ends_with("__") && text[..at].ends_with('.') && word.len() > 6;
        attribute.then(|| {
            let (left, right) = word.split_at(4);
            match dice.below(3) {
                0 => format!("\u{1}['{left}'+'{right}']"),
                1 => format!("\u{1}[\"{left}\"~\"{right}\"]"),
                _ => format!("\u{1}|attr('{left}'~'{right}')"),
            }
        })
    });
    done(text, out.replace(".\u{1}", ""))
}

/// Marks that end a comment or a block of a template in front.
pub(crate) fn template_blanks(value: Value<'_>, dice: &mut Dice) -> Out {
    let inside = dice.pick(&["\n", "\t", "  ", "\r\n\t"]);
    let out = value.text.replace("{{", &format!("{{{{{inside}")).replace("}}", &format!("{inside}}}}}"));
    done(value.text, out)
}

/// Operators of stores with their sign escaped, as a reader of JSON reads them.
pub(crate) fn key_escapes(value: Value<'_>, dice: &mut Dice) -> Out {
    let json = value.text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde_json::Value>(value.text).is_ok();
    json.then_some(())?;
    let out = value.text.replace('$', "\\u0024");
    let out = if dice.coin() { out.replace("__", "\\u005f_") } else { out.replace("__", "_\\u005F") };
    done(value.text, out)
}
