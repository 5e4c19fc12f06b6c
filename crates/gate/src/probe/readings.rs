//! The ways in which some back end would read a body. Refuses to believe a content type alone.

use http::{HeaderMap, header};
use threat::{Kind, Place};

use super::{form, json, multipart, unpack};
use crate::{
    Reason,
    detection::{Look, Looked, Trail},
};

/// Looks at a body in the way its type declares, and in every other that its bytes allow.
pub(super) fn body(look: &mut Look<'_>, headers: &HeaderMap, packed: &[u8]) -> Result<(), Reason> {
    let (unpacked, whole) = unpack::body(headers, packed)?;
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    read(look, kind, &unpacked)?;
    if !whole {
        read(look, kind, packed)?;
    }
    Ok(())
}

fn read(look: &mut Look<'_>, kind: &[u8], body: &[u8]) -> Looked {
    let lower = kind.to_ascii_lowercase();
    let declares = |word: &str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
    if let Some(parts) = multipart::parts(kind, body) {
        return multipart::inspect(look, parts);
    }
    let start = start_of(body);
    let read = matches!(start, Some(b'{' | b'[' | b'"')) && json::inspect(look, body)?;
    if form::declared(&lower) || (!declares("xml") && form::looks_like(body)) {
        form::inspect(look, body)?;
        // What begins as a document is one for whoever looks at the bytes.
        if !matches!(start, Some(b'<')) {
            return Ok(());
        }
    }
    if read { Ok(()) } else { look.value(body, Place::Body, Kind::Undeclared, &Trail::START) }
}

/// The first byte that is no space or byte order mark.
fn start_of(body: &[u8]) -> Option<u8> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.iter().find(|byte| !byte.is_ascii_whitespace()).copied()
}
