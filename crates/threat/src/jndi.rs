//! Lookups that a logger of Java follows: `${jndi:ldap://…}`, with lookups inside of lookups resolved as it would. Refuses to look up.

use crate::{
    bytes::{first_of, has},
    prefilter::Marks,
    view::{Hit, View},
};

/// Lookups that are resolved to what they hold.
const LOOKUPS: &[&str] = &[
    "${lower:",
    "${upper:",
    "${env:",
    "${sys:",
    "${date:",
    "${ctx:",
    "${java:",
    "${main:",
    "${bundle:",
    "${base64:",
    "${map:",
    "${sd:",
    "${web:",
    "${docker:",
    "${k8s:",
    "${hostname",
    "${marker:",
    "${event:",
    "${spring:",
    "${log4j:",
];

/// Rounds of resolving.
const ROUNDS: usize = 8;

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::DOLLAR) || !has(view.low, "${") {
        return told(view);
    }
    let flat = flatten(view.low);
    if let Some((start, end)) = first_of(&flat, &["jndi:", "${jnd"]) {
        return Some(Hit::new("jndi.lookup", start, end + 24));
    }
    let (start, end) =
        first_of(view.low, LOOKUPS).or_else(|| nested(view.low)).or_else(|| named(view.low))?;
    view.strict().then(|| Hit::new("jndi.nested", start, end + 16))
}

/// `${${…}…:…}`, `${::-x}`: lookups made of lookups.
fn nested(text: &[u8]) -> Option<(usize, usize)> {
    first_of(text, &["${::"]).or_else(|| first_of(text, &["${${", "$${"]).filter(|_| has(text, ":")))
}

/// `${word:…`: any lookup by name; `${name:-x}` and `${name:=x}` are a shell's.
fn named(text: &[u8]) -> Option<(usize, usize)> {
    memchr::memmem::find_iter(text, b"${").find_map(|at| {
        let name = text[at + 2..].iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let after = &text[at + 2 + name..];
        let lookup = name > 1
            && after.first() == Some(&b':')
            && !matches!(after.get(1), None | Some(b'-' | b'=' | b'+' | b'?' | b' ' | b'}' | b':'));
        lookup.then_some((at, at + 3 + name))
    })
}

/// A lookup whose opening was taken away.
fn told(view: &View<'_>) -> Option<Hit> {
    if !has(view.low, "jndi") {
        return None;
    }
    let (start, end) = first_of(
        view.low,
        &["jndi:ldap", "jndi:rmi", "jndi:dns", "jndi:nis", "jndi:iiop", "jndi:corba", "jndi:http"],
    )?;
    Some(Hit::new("jndi.lookup", start, end))
}

/// Inner lookups replaced by their values: `${lower:j}` by `j`, `${a:b:-c}` by `c`. Linear for each round.
fn flatten(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..ROUNDS {
        let mut out = Vec::with_capacity(text.len());
        let mut stack = Vec::new();
        let mut at = 0;
        let mut changed = false;
        while at < text.len() {
            match text[at..] {
                [b'$', b'{', ..] => {
                    stack.push(out.len());
                    out.extend_from_slice(b"${");
                    at += 2;
                    continue;
                }
                [b'}', ..] => {
                    if let Some(open) = stack.pop()
                        && let Some(value) = value_of(&out[open + 2..])
                    {
                        out.truncate(open);
                        out.extend_from_slice(&value);
                        changed = true;
                    } else {
                        out.push(b'}');
                    }
                }
                [byte, ..] => out.push(byte),
                [] => {}
            }
            at += 1;
        }
        text = out;
        if !changed {
            break;
        }
    }
    text
}

/// What a lookup without lookups inside stands for; nothing for the one that acts.
fn value_of(body: &[u8]) -> Option<Vec<u8>> {
    if body.starts_with(b"jndi") || body.len() > 256 {
        return None;
    }
    if let Some(default) = memchr::memmem::rfind(body, b":-") {
        return Some(body[default + 2..].to_vec());
    }
    let (name, value) = body.split_at(memchr::memchr(b':', body)?);
    let value = &value[1..];
    match name {
        b"lower" | b"upper" => Some(value.to_vec()),
        b"date" => Some(value.iter().copied().filter(|byte| *byte != b'\'').collect()),
        _ => Some(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn lookups_are_resolved() {
        let detector = Detector::new(Settings::only(&[Class::Jndi]));
        let rule =
            |value: &str, kind| detector.inspect(value.as_bytes(), Place::UserAgent, kind).map(|f| f.rule);
        for value in [
            "${jndi:ldap://h/x}",
            "${${lower:j}n${x:y:-d}i:dns:h}",
            "${j${::-n}di:rmi:h}",
            "%24%7Bjndi:ldap:h%7D",
            "${\\u006andi:ldap:h}",
        ] {
            assert_eq!(rule(value, Kind::Undeclared), Some("jndi.lookup"), "{value}");
            assert_eq!(rule(value, Kind::Code), Some("jndi.lookup"), "{value}");
        }
        assert_eq!(rule("${jnd${upper:ı}:ldap:h}", Kind::Code), Some("jndi.lookup"));
        assert_eq!(rule("${env:HOME}", Kind::Undeclared), Some("jndi.nested"));
        assert_eq!(rule("${script:js:4+6}", Kind::Undeclared), Some("jndi.nested"));
        for value in ["${name}", "${a:-b}", "costs $ {4}", "JNDI: a naming interface"] {
            assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        }
        assert_eq!(rule("echo ${env:-x}", Kind::Code), None);
    }
}
