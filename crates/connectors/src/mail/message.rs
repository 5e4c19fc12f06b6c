//! What a mail is, and how it is written (RFC 5322): plain text, ASCII on the wire whatever it says.

use std::fmt::Write as _;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{Timestamp, fmt::rfc2822};
use lettre::Address;

use super::Error;

/// The longest subject in characters.
const LONGEST_SUBJECT: usize = 200;
/// The longest line of a text that travels as it is (RFC 5322, 2.1.1).
const LONGEST_LINE: usize = 998;
/// The longest identifier: it becomes a file's name.
const LONGEST_ID: usize = 128;
/// Bytes of a word of an encoded subject: with its frame and the field's name within the 78 of a line.
const WORD: usize = 42;

/// One plain text to one address.
#[derive(Clone, Debug)]
pub struct Mail {
    id: String,
    to: Address,
    subject: String,
    text: String,
    at: Timestamp,
}

impl Mail {
    /// A mail dated `at`. Whoever sends the same mail again gives it the same `id`: 1 to 128 letters, digits, dots,
    /// hyphens and underscores, no dot first.
    ///
    /// # Errors
    /// [`Error::Unfit`] for an identifier or address that is none, and for a line break or another control character
    /// in the address or the subject.
    pub fn new(id: &str, to: &str, subject: &str, text: &str, at: Timestamp) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if !(1..=LONGEST_ID).contains(&id.len()) || id.starts_with('.') || !id.bytes().all(plain) {
            return Err(Error::Unfit("identifier is not fit for a file's name"));
        }
        let to = address(to).ok_or(Error::Unfit("recipient is not an e-mail address"))?;
        if subject.chars().any(char::is_control) || subject.chars().count() > LONGEST_SUBJECT {
            return Err(Error::Unfit("subject is not one line of up to 200 characters"));
        }
        Ok(Self { id: id.to_owned(), to, subject: subject.to_owned(), text: text.to_owned(), at })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn to(&self) -> &Address {
        &self.to
    }

    /// The message as it travels; the same mail gives the same bytes.
    pub(super) fn bytes(&self, from: &Address) -> Vec<u8> {
        let Self { id, to, subject, at, .. } = self;
        let subject = if subject.is_ascii() { subject.clone() } else { encoded_words(subject) };
        // Only of years past 9999 there is no date.
        let date = rfc2822::DateTimePrinter::new().timestamp_to_string(at).unwrap_or_default();
        let text = crlf(&self.text);
        let as_it_is = text.lines().all(|line| line.len() <= LONGEST_LINE)
            && text.bytes().all(|byte| byte.is_ascii_graphic() || b" \t\r\n".contains(&byte));
        let (encoding, text) = if as_it_is { ("7bit", text) } else { ("base64", base64_lines(&text)) };
        let domain = from.domain();
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@{domain}>\r\n\
             Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n{text}"
        )
        .into_bytes()
    }
}

/// An address, if it is one; the parser takes no control character, quoted or not.
pub(super) fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

/// Every line ends as SMTP wants it, the last one too.
fn crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 16);
    for line in text.lines() {
        lines.push_str(line.trim_end_matches('\r'));
        lines.push_str("\r\n");
    }
    lines
}

fn base64_lines(text: &str) -> String {
    let mut lines = String::new();
    for line in text.as_bytes().chunks(57) {
        let _ = write!(lines, "{}\r\n", BASE64_STANDARD.encode(line));
    }
    lines
}

/// The subject in words of RFC 2047, none of which cuts a character.
fn encoded_words(subject: &str) -> String {
    let (mut words, mut rest) = (Vec::new(), subject);
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD));
        words.push(format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2026-01-15T12:00:00Z".parse().unwrap()
    }

    fn written(subject: &str, text: &str) -> String {
        let mail = Mail::new("n.u", "ada@example.org", subject, text, at()).unwrap();
        String::from_utf8(mail.bytes(&"mainstay@example.org".parse().unwrap())).unwrap()
    }

    #[test]
    fn a_plain_mail_reads_as_it_is() {
        let expected = "From: mainstay@example.org\r\nTo: ada@example.org\r\nSubject: An alert\r\n\
            Date: Thu, 15 Jan 2026 12:00:00 -0000\r\nMessage-ID: <n.u@example.org>\r\nAuto-Submitted: auto-generated\r\n\
            MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
            one\r\n\r\n.two\r\n";
        assert_eq!(written("An alert", "one\n\n.two"), expected);
        assert_eq!(written("An alert", "one\r\n\r\n.two\r\n"), expected);
    }

    #[test]
    fn whatever_it_says_it_travels_in_ascii_and_short_lines() {
        let subject = "ü".repeat(200);
        for text in ["größer\n", &"x".repeat(2_000), "a\u{0}b\u{7}"] {
            let mail = written(&subject, text);
            assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 78), "{mail}");
            let (head, body) = mail.split_once("\r\n\r\n").unwrap();
            assert!(head.contains("Transfer-Encoding: base64"));
            let body = BASE64_STANDARD.decode(body.replace("\r\n", "")).unwrap();
            assert_eq!(String::from_utf8(body).unwrap().trim_end(), text.trim_end());
            let words: Vec<&str> = head.split("=?utf-8?B?").skip(1).collect();
            let said = words.iter().map(|word| BASE64_STANDARD.decode(word.split("?=").next().unwrap()));
            assert_eq!(
                said.map(|word| String::from_utf8(word.unwrap()).unwrap()).collect::<String>(),
                subject
            );
        }
    }

    #[test]
    fn nothing_adds_a_header_of_its_own() {
        let make = |id: &str, to: &str, subject: &str| Mail::new(id, to, subject, "", at());
        assert!(make("a", "a@b.co", "fine").is_ok());
        for end in ["\r\n", "\n", "\r", "\u{85}", "\0"] {
            let header = format!("x{end}Bcc: eve@evil.example");
            assert!(matches!(make("a", "a@b.co", &header), Err(Error::Unfit(_))), "{header:?}");
            for to in [
                format!("a@b.co{end}Bcc: eve@evil.example"),
                format!("\"a{end}b\"@b.co"),
                format!("a@b.co{end}"),
            ] {
                assert!(matches!(make("a", &to, ""), Err(Error::Unfit(_))), "{to:?}");
            }
        }
        for to in ["", "a", "@b.co", "a@b.co>", "a@b.co, c@d.co"] {
            assert!(make("a", to, "").is_err(), "{to}");
        }
        for id in ["", ".a", "../a", "a/b", "a b", "a\r\nb", &"a".repeat(129)] {
            assert!(make(id, "a@b.co", "").is_err(), "{id}");
        }
    }
}
