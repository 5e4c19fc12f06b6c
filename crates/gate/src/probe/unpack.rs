//! Compressed bodies, unpacked within bounds. What cannot be unpacked is looked at as it came.

use std::{borrow::Cow, io::Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header};

use crate::Reason;

/// The most bytes that a body unpacks to.
const LONGEST: usize = 8 * 1024 * 1024;
/// Packed in packed: nobody honest goes further.
const LAYERS: usize = 2;

/// The body as its reader sees it, and whether that is all of it: of one that breaks off some readers take what came, others
/// the packed bytes.
pub(super) fn body<'b>(headers: &HeaderMap, packed: &'b [u8]) -> Result<(Cow<'b, [u8]>, bool), Reason> {
    let (mut body, mut whole) = (Cow::Borrowed(packed), true);
    let declared = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let declared: Vec<Vec<u8>> = declared.map(|word| word.trim_ascii().to_ascii_lowercase()).collect();
    for layer in 0..LAYERS {
        let word = declared.iter().rev().nth(layer).map_or(&b""[..], Vec::as_slice);
        match unpacked(word, &body)? {
            Some((inner, ended)) => {
                body = Cow::Owned(inner);
                whole &= ended;
            }
            None => break,
        }
    }
    Ok((body, whole))
}

/// One layer less, or nothing if there is none that can be taken off.
fn unpacked(word: &[u8], body: &[u8]) -> Result<Option<(Vec<u8>, bool)>, Reason> {
    if body.starts_with(b"\x1f\x8b") {
        return bounded(MultiGzDecoder::new(body));
    }
    match word {
        b"deflate" => match bounded(ZlibDecoder::new(body))? {
            None => bounded(DeflateDecoder::new(body)),
            whole => Ok(whole),
        },
        b"br" => bounded(brotli_decompressor::Decompressor::new(body, 4096)),
        _ => Ok(None),
    }
}

/// Everything that comes out, also of a body that breaks off; more than [`LONGEST`] is refused.
fn bounded(reader: impl Read) -> Result<Option<(Vec<u8>, bool)>, Reason> {
    let mut out = Vec::new();
    let ended = reader.take(LONGEST as u64 + 1).read_to_end(&mut out);
    if out.len() > LONGEST {
        return Err(Reason::BodyTooLarge { limit: LONGEST });
    }
    Ok((ended.is_ok() || !out.is_empty()).then_some((out, ended.is_ok())))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = write::GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn read(word: &'static str, packed: &[u8]) -> Option<Vec<u8>> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, word.parse().unwrap());
        body(&headers, packed).ok().map(|(body, _)| body.into_owned())
    }

    #[test]
    fn what_is_packed_is_seen_and_a_bomb_is_not_unpacked() {
        assert_eq!(read("gzip", &gzip(b"text")).unwrap(), b"text");
        assert_eq!(read("identity", &gzip(b"text")).unwrap(), b"text", "whatever it says");
        assert_eq!(read("gzip, gzip", &gzip(&gzip(b"text"))).unwrap(), b"text");
        let mut raw = write::DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(b"text").unwrap();
        assert_eq!(read("deflate", &raw.finish().unwrap()).unwrap(), b"text");
        let mut zlib = write::ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"text").unwrap();
        assert_eq!(read("deflate", &zlib.finish().unwrap()).unwrap(), b"text");
        assert_eq!(read("gzip", b"plain").unwrap(), b"plain");
        assert_eq!(read("br", b"\xff\xffplain").unwrap(), b"\xff\xffplain");
        assert_eq!(read("br", b"\x8b\x01\x80text\x03").unwrap(), b"text");
        assert!(read("gzip", &gzip(&vec![0; LONGEST + 1])).is_none());
        let whole = gzip(&b"some text that is long enough to leave something ".repeat(50));
        assert!(read("gzip", &whole[..whole.len() - 12]).unwrap().starts_with(b"some text"), "broken off");
    }
}
