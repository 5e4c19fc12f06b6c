//! Addresses that point inside: loopback, private networks and the metadata services of clouds, in every spelling of a number.
//! Refuses to resolve names.

use crate::{
    Kind, Place,
    bytes::{first_of, from},
    prefilter::Marks,
    told,
    view::{Hit, View},
};

const NAMES: &[&str] = &[
    "localhost",
    "metadata.google.internal",
    "ip6-localhost",
    "ip6-loopback",
    "localhost4",
    "localhost6",
    "localtest.me",
    "lvh.me",
    "vcap.me",
    "kubernetes.default",
    "instance-data",
    "broadcasthost",
    "host.docker.internal",
];

/// Services that tell a machine about itself, by address and by path.
pub(crate) const METADATA: &[&str] = &[
    "169.254.169.254",
    "metadata.google",
    "latest/meta-data",
    "latest/user-data",
    "computemetadata",
    "100.100.100.200",
];

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.strict() || matches!(view.place, Place::Path | Place::Referer | Place::Header | Place::UserAgent)
    {
        return None;
    }
    if !view.marks.any(&[Marks::COLON, Marks::DOT, Marks::SLASH]) {
        return None;
    }
    if let Some((start, end)) = view.told.has(told::METADATA).then(|| first_of(view.low, METADATA)).flatten()
    {
        return Some(Hit::new("ssrf.metadata", start, end));
    }
    authorities(view).find_map(|start| {
        let rest = from(view.low, start);
        let end =
            rest.iter().take(256).position(|byte| b"/?#\\".contains(byte)).unwrap_or(rest.len().min(256));
        let authority = &rest[..end];
        let host = authority.rsplit(|byte| *byte == b'@').next().unwrap_or(authority);
        // Parsers disagree about who is meant.
        let confused = authority.contains(&b'@') && authority.contains(&b' ');
        (inside(host) || confused).then(|| Hit::new("ssrf.inside", start, start + end))
    })
}

/// Where hosts begin: after each `://`, and at the start of a value that is an address without one.
fn authorities<'v>(view: &'v View<'_>) -> impl Iterator<Item = usize> + 'v {
    let text = view.low;
    let slashes = text.iter().take_while(|byte| **byte == b'/').count();
    let scheme = ["http:", "https:", "ftp:"].iter().find(|scheme| text.starts_with(scheme.as_bytes()));
    let bare = if slashes > 1 {
        Some(slashes)
    } else if let Some(scheme) = scheme {
        Some(
            scheme.len()
                + text[scheme.len()..].iter().take_while(|byte| matches!(byte, b'/' | b'\\')).count(),
        )
    } else {
        (view.kind == Kind::Url || text.ends_with(b"/")).then_some(0)
    };
    let quoted = |at: &usize| !view.is_prose() || *at < 12;
    memchr::memmem::find_iter(text, b"://").take(8).filter(quoted).map(|at| at + 3).chain(bare)
}

/// Whether a host, with or without port, is one of our own.
fn inside(host: &[u8]) -> bool {
    if let Some(bracketed) = host.strip_prefix(b"[") {
        let address = bracketed.split(|byte| *byte == b']').next().unwrap_or(bracketed);
        return matches!(address, b"::1" | b"::")
            || [&b"::ffff:"[..], b"fd", b"fe80", b"0:0:0:0", b"64:ff9b:"]
                .iter()
                .any(|lead| address.starts_with(lead));
    }
    let host = host.split(|byte| *byte == b':').next().unwrap_or(host);
    let host = host.strip_suffix(b".").unwrap_or(host);
    let labels = host
        .split(|byte| *byte == b'.')
        .filter(|label| !label.is_empty() && label.iter().all(u8::is_ascii_digit))
        .count();
    let spelled = labels >= 4 && host.iter().any(u8::is_ascii_alphabetic);
    if spelled || [&b".internal"[..], b".local", b".consul", b".svc"].iter().any(|end| host.ends_with(end)) {
        return true;
    }
    if NAMES.iter().any(|name| {
        host == name.as_bytes() || host.strip_suffix(name.as_bytes()).is_some_and(|lead| lead.ends_with(b"."))
    }) {
        return true;
    }
    match address(host) {
        Some(
            [127 | 0 | 10, ..] | [169, 254, ..] | [192, 168, ..] | [192, 0, 0, _] | [100, 100, 100, 200],
        ) => true,
        Some([172, second, ..]) => (16..32).contains(&second),
        _ => false,
    }
}

/// An address of version 4 as C libraries read it: up to four parts, each decimal, octal or hexadecimal, the last one filling the rest.
fn address(host: &[u8]) -> Option<[u8; 4]> {
    let text =
        std::str::from_utf8(host).ok().filter(|text| text.starts_with(|c: char| c.is_ascii_digit()))?;
    let parts = text.split('.').map(number).collect::<Option<Vec<u32>>>().filter(|parts| parts.len() <= 4)?;
    let (last, lead) = parts.split_last()?;
    let mut value = *last;
    for (place, part) in lead.iter().enumerate() {
        value |= part.checked_shl(u32::try_from(8 * (3 - place)).ok()?).filter(|_| *part < 256)?;
    }
    (lead.len() == 3 || value > 0 || text == "0").then_some(value.to_be_bytes())
}

fn number(part: &str) -> Option<u32> {
    match part.as_bytes() {
        [b'0', b'x', ..] => u32::from_str_radix(&part[2..], 16).ok(),
        [b'0', _, ..] => u32::from_str_radix(part, 8).ok(),
        _ => part.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_inside() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "localhost",
            "a.localhost:80",
            "[::1]",
            "10.2.3.4",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "0",
        ] {
            assert!(inside(host.as_bytes()), "{host}");
        }
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "example.org",
            "127.example.org",
            "1.2.3.4.5",
            "[2001:db8::1]",
            "notlocalhost",
            "",
        ] {
            assert!(!inside(host.as_bytes()), "{host}");
        }
    }
}
