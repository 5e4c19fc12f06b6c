//! Messages of Anthropic.
//!
//! Input usage comes in `message_start`, output usage in `message_delta`, counted from the beginning; `ping` and `error`
//! may come at any time, and so may kinds of events that nobody knows yet.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Said, delta, number, parse};
use crate::{Config, End, Event, Request, Usage, failure::Failure};

/// The version of the protocol that is spoken here.
pub(super) const VERSION: &str = "2023-06-01";

/// The body of the request.
pub(super) fn body(config: &Config, request: &Request) -> Value {
    let user = request.user.iter().map(|text| json!({ "role": "user", "content": text }));
    let mut body = json!({
        "model": config.model,
        "system": request.system,
        "messages": user.collect::<Vec<Value>>(),
        "max_tokens": request.max_tokens,
        "stream": true,
    });
    if let Some(temperature) = config.temperature {
        body["temperature"] = number(temperature);
    }
    body
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame {
    MessageStart {
        message: Message,
    },
    ContentBlockDelta {
        delta: Block,
    },
    MessageDelta {
        delta: Stop,
        usage: Option<Counted>,
    },
    MessageStop,
    Error {
        error: Value,
    },
    /// `ping`, beginnings and ends of blocks, and what is still to come.
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Message {
    usage: Option<Counted>,
}

/// Only `text_delta` is text; thoughts and signatures have other fields.
#[derive(Deserialize)]
struct Block {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Stop {
    stop_reason: Option<String>,
}

#[derive(Deserialize)]
struct Counted {
    #[serde(rename = "input_tokens")]
    fresh: Option<u32>,
    #[serde(rename = "cache_creation_input_tokens")]
    to_cache: Option<u32>,
    #[serde(rename = "cache_read_input_tokens")]
    from_cache: Option<u32>,
    #[serde(rename = "output_tokens")]
    output: Option<u32>,
}

/// What one frame says.
pub(super) fn read(data: &str) -> Result<Vec<Said>, Failure> {
    Ok(match parse(data)? {
        Frame::MessageStart { message } => message.usage.map(usage).into_iter().collect(),
        Frame::ContentBlockDelta { delta: block } if block.kind == "text_delta" => {
            delta(block.text).into_iter().collect()
        }
        Frame::MessageDelta { delta, usage: counted } => {
            let stops = delta.stop_reason.map(|reason| Said::Stops(end(&reason)));
            counted.map(usage).into_iter().chain(stops).collect()
        }
        Frame::MessageStop => vec![Said::Over],
        Frame::Error { error } => return Err(Failure::of_event(&error)),
        Frame::ContentBlockDelta { .. } | Frame::Other => Vec::new(),
    })
}

fn usage(Counted { fresh, to_cache, from_cache, output }: Counted) -> Said {
    let cached = [to_cache, from_cache].into_iter().flatten().fold(0, u32::saturating_add);
    let input = fresh.map(|fresh| fresh.saturating_add(cached));
    Said::Event(Event::Usage(Usage { input, output }))
}

fn end(reason: &str) -> End {
    match reason {
        "end_turn" | "stop_sequence" => End::Stop,
        "max_tokens" | "model_context_window_exceeded" => End::Length,
        "refusal" => End::Filtered,
        _ => End::Other,
    }
}
