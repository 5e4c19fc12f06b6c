//! How each request of a connection states its length, read from the bytes as they came.
//!
//! The protocol library merges a length that is stated twice and drops one beside chunks before anybody can ask. Both
//! are allowed to it, and both are how a request is hidden from a proxy in front, so they are looked for here.
//!
//! Only heads are read; of a body only its length is known. Where a body in chunks ends is not looked for: such a request
//! is the last of its connection, which takes the ground from under every trick with chunks.

use std::sync::mpsc;

/// How a request states its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// At most once, as a number of bytes.
    Length,
    /// By chunks alone.
    Chunks,
    /// In more than one way, or in none that can be read.
    Ambiguous,
    /// In a head that is too long to be read.
    TooLong,
}

/// Longer than any line that states a length; of others the start is enough.
const LINE: usize = 128;

/// Bytes of a head, its line ends left out.
const HEAD: usize = 32 * 1024;

/// Reads the bytes of a connection and says of each request how it is framed.
pub(crate) struct Scanner {
    at: At,
    line: Vec<u8>,
    head: Head,
    found: mpsc::Sender<Framing>,
}

/// The framings that a scanner found, in the order of the requests.
pub(crate) struct Framings(mpsc::Receiver<Framing>);

enum At {
    Head,
    /// So many bytes before the next head.
    Body(u64),
    /// Behind the last request that is answered.
    End,
}

#[derive(Default)]
struct Head {
    begun: bool,
    bytes: usize,
    length: Option<u64>,
    chunked: bool,
    ambiguous: bool,
}

/// Both ends of one connection's scan.
pub(crate) fn pair() -> (Scanner, Framings) {
    let (found, framings) = mpsc::channel();
    (Scanner { at: At::Head, line: Vec::new(), head: Head::default(), found }, Framings(framings))
}

impl Framings {
    /// Of the next request. One that the scanner did not find is one that it reads differently.
    pub(crate) fn next(&self) -> Framing {
        self.0.try_recv().unwrap_or(Framing::Ambiguous)
    }
}

impl Scanner {
    /// Takes the bytes that came next.
    pub(crate) fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match self.at {
                At::Head => self.head(bytes),
                At::Body(left) => {
                    let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let left = left - here as u64;
                    self.at = if left == 0 { At::Head } else { At::Body(left) };
                    &bytes[here..]
                }
                At::End => return,
            }
        }
    }

    /// Reads at most one line, and answers what follows.
    fn head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = &bytes[..end.unwrap_or(bytes.len())];
        self.head.bytes += part.len();
        let room = (LINE + 1).saturating_sub(self.line.len());
        self.line.extend_from_slice(&part[..part.len().min(room)]);
        let Some(end) = end else { return &[] };
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        match (line.is_empty(), self.head.begun) {
            // Empty lines before a request are nothing.
            (true, false) => {}
            (true, true) => self.finish(),
            (false, false) => self.head.begun = true,
            (false, true) => self.head.header(line),
        }
        self.line.clear();
        &bytes[end + 1..]
    }

    fn finish(&mut self) {
        let head = std::mem::take(&mut self.head);
        let (framing, at) = match head {
            Head { bytes, .. } if bytes > HEAD => (Framing::TooLong, At::End),
            Head { ambiguous: true, .. } | Head { chunked: true, length: Some(_), .. } => {
                (Framing::Ambiguous, At::End)
            }
            Head { chunked: true, .. } => (Framing::Chunks, At::End),
            Head { length: None | Some(0), .. } => (Framing::Length, At::Head),
            Head { length: Some(length), .. } => (Framing::Length, At::Body(length)),
        };
        self.at = at;
        // Nobody listens once the connection ends.
        let _ = self.found.send(framing);
    }
}

impl Head {
    fn header(&mut self, line: &[u8]) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts.next().unwrap_or_default().trim_ascii();
        let value = parts.next().unwrap_or_default().trim_ascii();
        let whole = line.len() <= LINE;
        if name.eq_ignore_ascii_case(b"content-length") {
            match (number(value), self.length) {
                (Some(length), None) if whole => self.length = Some(length),
                _ => self.ambiguous = true,
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let plain = value.eq_ignore_ascii_case(b"chunked") && !self.chunked && whole;
            self.chunked = true;
            self.ambiguous |= !plain;
        }
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    // The standard parser would take a sign.
    let plain = digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| plain)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Framing::*, *};

    fn scan<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<Framing> {
        let (mut scanner, framings) = pair();
        parts.into_iter().for_each(|part| scanner.read(part));
        drop(scanner);
        framings.0.into_iter().collect()
    }

    #[test]
    fn each_request_states_its_length_once() {
        let huge = format!("a|b: {}|c: {}||d||", "x".repeat(20_000), "y".repeat(20_000));
        let large = format!("a|b: {}||d||", "x".repeat(30_000));
        let long = format!("a|content-length:{}1||", " ".repeat(200));
        let cases: [(&str, &[Framing]); 19] = [
            (&huge, &[TooLong]),
            (&large, &[Length, Length]),
            ("a||", &[Length]),
            ("||a|b: content-length: 3||c||", &[Length, Length]),
            ("a|Content-Length: 4||{:1}c||", &[Length, Length]),
            ("a|content-length: 0||b||", &[Length, Length]),
            ("content-length: 9||b||", &[Length, Length]),
            ("a|content-length: 2|content-length: 2||{}b||", &[Ambiguous]),
            ("a|content-length: 0|Content-length: 32||b||", &[Ambiguous]),
            ("a|content-length: 0, 32||b||", &[Ambiguous]),
            ("a|content-length: +2||{}", &[Ambiguous]),
            ("a|content-length:||", &[Ambiguous]),
            ("a|content-length: 99999999999999999999||", &[Ambiguous]),
            (&long, &[Ambiguous]),
            ("a|transfer-encoding: Chunked||0||b||", &[Chunks]),
            ("a|transfer-encoding: chunked|content-length: 4||0||b||", &[Ambiguous]),
            ("a|content-length: 4|transfer-encoding: chunked||0||b||", &[Ambiguous]),
            ("a|transfer-encoding: chunked|transfer-encoding: chunked||", &[Ambiguous]),
            ("a|transfer-encoding: gzip, chunked||", &[Ambiguous]),
        ];
        for (text, expected) in cases {
            for end in ["\r\n", "\n"] {
                let text = text.replace('|', end);
                assert_eq!(scan([text.as_bytes()]), expected, "{text:?}");
            }
        }
    }

    proptest! {
        /// However the network cuts the bytes.
        #[test]
        fn cuts_change_nothing(cuts in proptest::collection::vec(1_usize..9, 0..40)) {
            let text = b"GET / HTTP/1.1\r\nhost: h\r\n\r\nPOST / HTTP/1.1\r\ncontent-length: 7\r\n\r\n\r\n\r\nabcGET / HTTP/1.1\r\n\
                Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
            let mut rest = text.as_slice();
            let mut parts = Vec::new();
            for cut in cuts {
                let (part, after) = rest.split_at(cut.min(rest.len()));
                parts.push(part);
                rest = after;
            }
            parts.push(rest);
            prop_assert_eq!(scan(parts), [Length, Length, Chunks]);
        }

        #[test]
        fn nothing_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            scan([bytes.as_slice()]);
        }
    }
}
