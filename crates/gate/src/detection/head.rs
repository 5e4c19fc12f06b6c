//! The head of a request, decoded as its readers decode it: path, query, headers, cookies.

use http::{HeaderMap, HeaderName, header};
use percent_encoding::percent_decode;
use std::borrow::Cow;
use threat::{Kind, Place};
use web::query::pairs;

use super::{Look, Looked, Trail};

/// The parameters of a path whose route is known.
pub(crate) fn parameters(look: &mut Look<'_>, template: &str, path: &str) -> Looked {
    let named = template
        .split('/')
        .zip(path.split('/'))
        .filter_map(|(name, part)| Some((name.strip_prefix('{')?.strip_suffix('}')?, part)));
    named.into_iter().try_for_each(|(name, part)| {
        let value: Cow<'_, [u8]> = percent_decode(part.as_bytes()).into();
        look.value(&value, Place::Path, Kind::Id, &Trail::START.name(name.as_bytes()))
    })
}

/// A whole path, and each of its segments.
pub(crate) fn path(look: &mut Look<'_>, path: &str) -> Looked {
    let decoded: Cow<'_, [u8]> = percent_decode(path.as_bytes()).into();
    look.value(&decoded, Place::Path, Kind::Undeclared, &Trail::START)?;
    if decoded.iter().filter(|byte| **byte == b'/').nth(1).is_none() {
        return Ok(());
    }
    decoded
        .split(|byte| *byte == b'/')
        .filter(|segment| !segment.is_empty())
        .try_for_each(|segment| look.value(segment, Place::Path, Kind::Undeclared, &Trail::START))
}

/// Names and values of a query or form.
pub(crate) fn query(look: &mut Look<'_>, text: &[u8], kind_of: impl Fn(&[u8]) -> Kind) -> Looked {
    pairs(text).try_for_each(|(name, value)| {
        look.value(&name, Place::QueryName, Kind::Undeclared, &Trail::START)?;
        look.value(&value, Place::Query, kind_of(&name), &Trail::START.name(&name))
    })
}

/// Every header; those of the platform's own grammar only where they hold what that has no place for.
pub(crate) fn headers(look: &mut Look<'_>, headers: &HeaderMap) -> Looked {
    for (name, value) in headers {
        let value = value.as_bytes();
        let at = Trail::START.name(name.as_str().as_bytes());
        match name {
            &header::COOKIE => cookies(look, value)?,
            &header::USER_AGENT => look.value(value, Place::UserAgent, Kind::Undeclared, &at)?,
            &header::REFERER => referer(look, value, &at)?,
            name if is_own(name) && !value.iter().copied().any(is_foreign) => {}
            name => {
                look.value(value, Place::Header, Kind::Undeclared, &at)?;
                look.value(name.as_str().as_bytes(), Place::Header, Kind::Undeclared, &at)?;
            }
        }
    }
    Ok(())
}

/// An address of a page, and what its query would hold there.
fn referer(look: &mut Look<'_>, value: &[u8], at: &Trail<'_>) -> Looked {
    look.value(value, Place::Referer, Kind::Undeclared, at)?;
    let query = value.iter().position(|byte| *byte == b'?').and_then(|at| value.get(at + 1..));
    pairs(query.unwrap_or_default()).try_for_each(|(name, value)| {
        look.value(&name, Place::Referer, Kind::Undeclared, at)?;
        look.value(&value, Place::Referer, Kind::Undeclared, at)
    })
}

fn cookies(look: &mut Look<'_>, value: &[u8]) -> Looked {
    for pair in value.split(|byte| *byte == b';').map(<[u8]>::trim_ascii) {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let name: Cow<'_, [u8]> = percent_decode(&pair[..at]).into();
        let value: Cow<'_, [u8]> = percent_decode(pair.get(at + 1..).unwrap_or_default()).into();
        look.value(&name, Place::CookieName, Kind::Undeclared, &Trail::START)?;
        look.value(&value, Place::Cookie, Kind::Undeclared, &Trail::START.name(&name))?;
    }
    Ok(())
}

/// Headers that only the platform itself reads, each by a grammar of its own.
const OWN: [HeaderName; 7] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::ORIGIN,
];

/// What those grammars have no place for; a log or a back end behind may still read it.
fn is_foreign(byte: u8) -> bool {
    b"$<>'`{}|\\%&#".contains(&byte) || !(b' '..127).contains(&byte)
}

fn is_own(name: &HeaderName) -> bool {
    OWN.contains(name) || name.as_str().starts_with("sec-")
}
