//! The two languages that providers speak: what a question looks like, and how an answer is read. Pure: bytes in,
//! events out; nobody here knows a socket.

mod anthropic;
mod openai;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::{Config, End, Event, Request, failure::Failure, sse};

/// Which language a provider speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Chat completions: OpenAI, and Ollama, vLLM and gateways that speak like it.
    #[default]
    OpenAi,
    /// Messages of Anthropic.
    Anthropic,
}

impl Dialect {
    /// What follows the base address.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::OpenAi => "chat/completions",
            Self::Anthropic => "messages",
        }
    }

    /// The body of the request.
    pub(crate) fn body(self, config: &Config, request: &Request) -> Vec<u8> {
        match self {
            Self::OpenAi => openai::body(config, request),
            Self::Anthropic => anthropic::body(config, request),
        }
        .to_string()
        .into_bytes()
    }

    /// Credentials and version; none when the key does not fit a header.
    pub(crate) fn headers(self, key: &SecretString) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        if self == Self::Anthropic {
            let version = HeaderValue::from_static(anthropic::VERSION);
            headers.insert(HeaderName::from_static("anthropic-version"), version);
        }
        let key = key.expose_secret();
        if !key.is_empty() {
            let (name, value) = match self {
                Self::OpenAi => ("authorization", format!("Bearer {key}")),
                Self::Anthropic => ("x-api-key", key.to_owned()),
            };
            let mut value = HeaderValue::from_str(&value).ok()?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Some(headers)
    }
}

/// An answer being read: bytes in any pieces, events out.
pub(crate) struct Reading {
    dialect: Dialect,
    frames: sse::Parser,
    /// Why the model stopped, once it has said so; what is counted may still follow.
    end: Option<End>,
    /// The [`Event::End`] has been given: what follows is not read.
    done: bool,
}

/// What one frame of a dialect says.
enum Said {
    /// An event of ours.
    Event(Event),
    /// Why the model stops; the stream goes on.
    Stops(End),
    /// The stream is over.
    Over,
}

impl Reading {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, frames: sse::Parser::default(), end: None, done: false }
    }

    /// Takes bytes as they come and appends what they complete; after a failure, what was complete before it.
    pub(crate) fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), Failure> {
        let mut frames = Vec::new();
        let read = self.frames.feed(bytes, &mut frames);
        for frame in frames {
            self.frame(&frame, events)?;
        }
        read.map_err(|sse::NotUtf8| Failure::passing("NOT_UTF8"))
    }

    /// The bytes are over: an answer that said why it stops is whole even without its last frame.
    pub(crate) fn finish(&mut self, events: &mut Vec<Event>) -> Result<(), Failure> {
        let last = self.frames.finish().map_err(|sse::NotUtf8| Failure::passing("NOT_UTF8"))?;
        if let Some(frame) = last {
            self.frame(&frame, events)?;
        }
        if self.end.is_none() && !self.done {
            return Err(Failure::passing("CUT_OFF"));
        }
        self.close(events);
        Ok(())
    }

    fn frame(&mut self, frame: &sse::Event, events: &mut Vec<Event>) -> Result<(), Failure> {
        if self.done {
            return Ok(());
        }
        let said = match self.dialect {
            Dialect::OpenAi => openai::read(&frame.data),
            Dialect::Anthropic => anthropic::read(&frame.data),
        }?;
        for said in said {
            match said {
                Said::Event(event) => events.push(event),
                // A filter that spoke once is not unsaid by a polite stop after it.
                Said::Stops(_) if self.end == Some(End::Filtered) => {}
                Said::Stops(end) => self.end = Some(end),
                Said::Over => self.close(events),
            }
        }
        Ok(())
    }

    fn close(&mut self, events: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.done, true) {
            events.push(Event::End(self.end.unwrap_or(End::Stop)));
        }
    }
}

/// Text to append, if there is any.
fn delta(text: Option<String>) -> Option<Said> {
    let text = crate::text::plain(text?);
    (!text.is_empty()).then_some(Said::Event(Event::Delta(text)))
}

/// The frame as JSON of an expected shape; an `error` in it is the provider's failure.
fn parse<'a, T: Deserialize<'a>>(data: &'a str) -> Result<T, Failure> {
    serde_json::from_str(data).map_err(|_| Failure::passing("NOT_UNDERSTOOD"))
}

/// A number that a body carries without the noise of single precision.
fn number(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests;
