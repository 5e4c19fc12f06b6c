//! XML in a body: its texts and the values of its attributes are values of their own, as a parser would hand them on. Refuses
//! anything that does not declare itself as XML; that is read as a page.

use crate::bytes::{has, is_space, window};

/// Pieces beyond which nobody wrote it by hand for one request; the rest is read as it stands.
const MOST: usize = 20_000;

/// What a parser hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'v> {
    /// The name of an element or attribute.
    Name(&'v [u8]),
    /// Text between tags, the content of a section, or the value of an attribute.
    Text(&'v [u8]),
}

/// The pieces of a body that declares itself as XML and whose tags close, or nothing.
pub(crate) fn pieces(body: &[u8]) -> Option<Vec<Piece<'_>>> {
    let body = body.trim_ascii();
    let head = window(body, 0, 512);
    let declared = head.starts_with(b"<?xml")
        || (head.starts_with(b"<")
            && head[1..].first().is_some_and(u8::is_ascii_alphabetic)
            && has(head, "xmlns"));
    if !declared {
        return None;
    }
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(open) = memchr::memchr(b'<', rest) {
        let text = rest[..open].trim_ascii();
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        rest = &rest[open..];
        if pieces.len() > MOST {
            return None;
        }
        let (inside, after) = if let Some(section) = rest.strip_prefix(b"<![CDATA[") {
            let end = memchr::memmem::find(section, b"]]>")?;
            pieces.push(Piece::Text(&section[..end]));
            (&b""[..], &section[end + 3..])
        } else if let Some(comment) = rest.strip_prefix(b"<!--") {
            let end = memchr::memmem::find(comment, b"-->")?;
            pieces.push(Piece::Text(&comment[..end]));
            (&b""[..], &comment[end + 3..])
        } else {
            let end = tag_end(rest)?;
            (&rest[1..end], &rest[end + 1..])
        };
        tag(inside, &mut pieces);
        rest = after;
    }
    let text = rest.trim_ascii();
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Some(pieces)
}

/// The `>` outside of quotes.
fn tag_end(text: &[u8]) -> Option<usize> {
    let mut quote = 0;
    text.iter().position(|byte| {
        match *byte {
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if byte == quote => quote = 0,
            _ => {}
        }
        *byte == b'>' && quote == 0
    })
}

/// The names and values in a tag.
fn tag<'v>(mut inside: &'v [u8], pieces: &mut Vec<Piece<'v>>) {
    while let Some(start) = inside.iter().position(|byte| !is_space(*byte) && !b"/?=".contains(byte)) {
        inside = &inside[start..];
        let (piece, length) = if let quote @ (b'"' | b'\'') = inside[0] {
            let end = memchr::memchr(quote, &inside[1..]).unwrap_or(inside.len() - 1);
            (Piece::Text(&inside[1..=end]), end + 2)
        } else {
            let ends = |byte: &u8| is_space(*byte) || b"=/'\"".contains(byte);
            let end = inside.iter().position(ends).unwrap_or(inside.len());
            (Piece::Name(&inside[..end]), end)
        };
        if !matches!(piece, Piece::Text(b"")) {
            pieces.push(piece);
        }
        inside = &inside[length.min(inside.len())..];
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece::*, pieces};

    #[test]
    fn what_a_parser_hands_on() {
        let body = b"<?xml version='1.0'?><a b=\"c>d\"><e>f &lt; g</e><![CDATA[h]]><!-- i --></a>";
        let seen = pieces(body).unwrap();
        for piece in [Name(b"a"), Name(b"b"), Text(b"c>d"), Text(b"f &lt; g"), Text(b"h"), Text(b" i ")] {
            assert!(seen.contains(&piece), "{piece:?}");
        }
        for body in ["<p>x</p>", "<?xml <a", "{}", "", "<?xml?><![CDATA[x"] {
            assert_eq!(pieces(body.as_bytes()), None, "{body}");
        }
    }
}
