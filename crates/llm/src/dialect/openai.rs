//! Chat completions, as OpenAI, Ollama, vLLM and gateways speak them.
//!
//! Usage comes only when asked for (`stream_options.include_usage`), in a last chunk whose `choices` are empty, null or
//! missing; some send running counts with each chunk. `[DONE]` ends the stream, and some leave it out.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Said, delta, number, parse};
use crate::{Config, End, Event, Request, Usage, config::LimitField, failure::Failure};

/// The body of the request.
pub(super) fn body(config: &Config, request: &Request) -> Value {
    let system = json!({ "role": "system", "content": request.system });
    let user = request.user.iter().map(|text| json!({ "role": "user", "content": text }));
    let messages: Vec<Value> = std::iter::once(system).chain(user).collect();
    let limit = match config.limit_field {
        LimitField::MaxTokens => "max_tokens",
        LimitField::MaxCompletionTokens => "max_completion_tokens",
    };
    let mut body = json!({
        "model": config.model,
        "messages": messages,
        "stream": true,
        "stream_options": { "include_usage": true },
        limit: request.max_tokens,
    });
    if let Some(temperature) = config.temperature {
        body["temperature"] = number(temperature);
    }
    body
}

#[derive(Deserialize)]
struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Counted>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Counted {
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
}

/// What one frame says.
pub(super) fn read(data: &str) -> Result<Vec<Said>, Failure> {
    if data.trim() == "[DONE]" {
        return Ok(vec![Said::Over]);
    }
    let chunk: Chunk = parse(data)?;
    if let Some(error) = chunk.error.filter(|error| !error.is_null()) {
        return Err(Failure::of_event(&error));
    }
    let mut said = Vec::new();
    for choice in chunk.choices.unwrap_or_default().into_iter().take(1) {
        if let Some(part) = choice.delta {
            said.extend(delta(part.content));
            said.extend(part.refusal.filter(|text| !text.is_empty()).map(|_| Said::Stops(End::Filtered)));
        }
        said.extend(choice.finish_reason.map(|reason| Said::Stops(end(&reason))));
    }
    if let Some(counted) = chunk.usage {
        let usage = Usage { input: counted.prompt_tokens, output: counted.completion_tokens };
        said.push(Said::Event(Event::Usage(usage)));
    }
    Ok(said)
}

fn end(reason: &str) -> End {
    match reason {
        "stop" => End::Stop,
        "length" => End::Length,
        "content_filter" => End::Filtered,
        _ => End::Other,
    }
}
