//! Server-sent events out of bytes that arrive in any pieces. It knows nothing of what the events say.
//!
//! Lines end with LF, CR or CRLF; a blank line ends an event; `data` lines of one event are joined with LF;
//! comments and unknown fields are passed over (WHATWG HTML, section 9.2.6). Two departures: text that is not
//! UTF-8 is an error rather than mended, and [`Parser::finish`] gives an event whose blank line was cut off,
//! because some gateways never send the last one.

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// The `data` lines, joined.
    pub data: String,
}

/// The bytes are not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8;

/// What has arrived and is not an event yet.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    after_return: bool,
    begun: bool,
    data: Option<String>,
}

impl Parser {
    /// Takes bytes as they come and appends the events that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), NotUtf8> {
        for &byte in bytes {
            let second_of_pair = std::mem::replace(&mut self.after_return, byte == b'\r') && byte == b'\n';
            match byte {
                b'\n' if second_of_pair => {}
                b'\n' | b'\r' => events.extend(self.end_line()?),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// The bytes are over: what was never closed by a blank line.
    pub(crate) fn finish(&mut self) -> Result<Option<Event>, NotUtf8> {
        if !self.line.is_empty() {
            self.end_line()?;
        }
        Ok(self.dispatch())
    }

    fn end_line(&mut self) -> Result<Option<Event>, NotUtf8> {
        let line = std::mem::take(&mut self.line);
        let line = std::str::from_utf8(&line).map_err(|_| NotUtf8)?;
        let first = !std::mem::replace(&mut self.begun, true);
        let line = if first { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        if line.is_empty() {
            return Ok(self.dispatch());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if field == "data" {
            let value = value.strip_prefix(' ').unwrap_or(value);
            match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            }
        }
        Ok(None)
    }

    fn dispatch(&mut self) -> Option<Event> {
        self.data.take().map(|data| Event { data })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<String>, NotUtf8> {
        let mut parser = Parser::default();
        let mut events = Vec::new();
        for piece in pieces {
            parser.feed(piece, &mut events)?;
        }
        events.extend(parser.finish()?);
        Ok(events.into_iter().map(|event| event.data).collect())
    }

    #[test]
    fn fields_comments_and_ends_of_lines() {
        for (bytes, expected) in [
            ("data: one\n\ndata:two\n\n", &["one", "two"][..]),
            ("data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n", &["a\nb", "c", "d"]),
            (": ping\n\nevent: x\nid: 1\nretry: 9\nunknown\n\n", &[]),
            ("\u{feff}data:  two blanks\n\n", &[" two blanks"]),
            ("data\n\n", &[""]),
            ("data: [DONE]", &["[DONE]"]),
            ("data: [DONE]\n", &["[DONE]"]),
            ("dated: x\n\n", &[]),
            ("\n\n\n", &[]),
        ] {
            assert_eq!(parse([bytes.as_bytes()]).unwrap(), expected, "{bytes:?}");
        }
        assert_eq!(parse([&b"data: \xff\n\n"[..]]), Err(NotUtf8));
    }

    proptest! {
        /// Where the pieces are cut never matters.
        #[test]
        fn pieces_do_not_matter(text in "(data: ?|: |event:)?[aé\u{1f319} :]{0,6}(\r|\n|\r\n|\n\n)", times in 1usize..6, step in 1usize..9) {
            let stream = text.repeat(times);
            prop_assert_eq!(parse(stream.as_bytes().chunks(step)), parse([stream.as_bytes()]));
        }
    }
}
