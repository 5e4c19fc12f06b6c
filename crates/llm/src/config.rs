//! The section `[llm]`: which provider is asked, and how much patience it gets. Off until an address is given.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use crate::Dialect;

/// Section `[llm]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The provider's address with its version, as `https://api.openai.com/v1`, `https://api.anthropic.com/v1` or
    /// `http://127.0.0.1:11434/v1`; empty for off. It is never taken from a user.
    pub base_url: String,
    /// `"openai"` (chat completions: OpenAI, Ollama, vLLM, gateways) or `"anthropic"` (messages).
    pub dialect: Dialect,
    /// The model's name as the provider writes it.
    pub model: String,
    /// The key; empty where none is wanted.
    pub api_key: SecretString,
    /// Whether `http://` is good for another machine than this one: prompts and key travel in the clear.
    pub allow_plain_http: bool,
    /// The longest answer in tokens; a request may ask for less.
    pub max_tokens: u32,
    /// How the limit is called: `"max_tokens"`, or `"max_completion_tokens"` as newer models of OpenAI want it.
    /// Without meaning for Anthropic.
    pub limit_field: LimitField,
    /// The temperature to ask for; left out of the request when not set, as newer models want it.
    pub temperature: Option<f32>,
    /// Milliseconds to connect.
    pub connect_ms: u32,
    /// Milliseconds from the question to the first bytes of an answer.
    pub first_ms: u32,
    /// Milliseconds between two pieces of an answer; signs of life without text count.
    pub idle_ms: u32,
    /// Milliseconds for the whole call, both attempts included.
    pub deadline_ms: u32,
    /// Milliseconds before the second attempt when the provider does not say how long to wait.
    pub retry_ms: u32,
    /// The longest answer in KiB as it travels; framing is ten times the text and more.
    pub answer_kib: u32,
    /// Calls that fail one after the other until the provider is left alone.
    pub breaker_failures: u32,
    /// Milliseconds that it is left alone; then one call tries.
    pub breaker_rest_ms: u32,
    /// Whole answers kept in memory for the same question.
    pub kept_answers: u64,
}

/// How OpenAI's dialect calls the limit of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitField {
    /// What Ollama, vLLM and most gateways read.
    #[default]
    MaxTokens,
    /// What OpenAI's reasoning models insist on.
    MaxCompletionTokens,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            dialect: Dialect::default(),
            model: String::new(),
            api_key: SecretString::default(),
            allow_plain_http: false,
            max_tokens: 1_500,
            limit_field: LimitField::default(),
            temperature: None,
            connect_ms: 5_000,
            first_ms: 30_000,
            idle_ms: 15_000,
            deadline_ms: 90_000,
            retry_ms: 250,
            answer_kib: 2_048,
            breaker_failures: 5,
            breaker_rest_ms: 30_000,
            kept_answers: 1_000,
        }
    }
}

impl Config {
    pub(crate) fn patience(&self) -> Patience {
        let of = |milliseconds: u32| Duration::from_millis(milliseconds.max(1).into());
        Patience {
            first: of(self.first_ms),
            idle: of(self.idle_ms),
            deadline: of(self.deadline_ms),
            backoff: of(self.retry_ms),
        }
    }
}

/// The limits of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub first: Duration,
    pub idle: Duration,
    pub deadline: Duration,
    pub backoff: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_checked_and_the_key_is_not_shown() {
        let text =
            "base_url = 'http://[::1]/v1'\ndialect = 'anthropic'\napi_key = 'sk-hidden'\ntemperature = 0.4";
        let config: Config = toml::from_str(text).unwrap();
        assert_eq!((config.dialect, config.max_tokens), (Dialect::Anthropic, 1_500));
        assert!(!format!("{config:?}").contains("hidden"));
        for wrong in ["base = 1", "dialect = 'gemini'", "limit_field = 'n'", "first_ms = -1"] {
            assert!(toml::from_str::<Config>(wrong).is_err(), "{wrong}");
        }
    }
}
