//! The port to language models: one question, one streamed answer, what it cost, and why there is none.
//!
//! 1. Two dialects: chat completions ([`Dialect::OpenAi`]: OpenAI, Ollama, vLLM, gateways) and messages
//!    ([`Dialect::Anthropic`]). Address, model and key come from the operator's configuration and from nowhere else; off
//!    until an address is given.
//! 2. A call has a deadline, an idle limit and a limit of bytes; one more attempt before the first word, none after it; a
//!    breaker leaves a failing provider alone.
//! 3. The same question is asked once at a time ([`Client::shared`]), and whole answers are kept.
//! 4. Every path tells what it cost ([`Meter`], [`Settled`]); [`reserve`] says what to set aside before.
//! 5. No prompt, answer, provider's message or key is logged, shown or part of an error: codes only.
//! 6. What is not answered at all is decided before a call, by rule ([`rules`]).
//!
//! It knows no chart, no plan, no tenant and no database. What identifies a person must not be put into a [`Request`]: it
//! cannot see that.
//!
//! # How a caller meters
//! Set [`reserve`] aside and commit; ask, holding no connection, and take [`Answer::meter`]. Then
//! - an answer that ends: settle [`Meter::settled`] and give the rest back;
//! - an [`Error`] before the first word: give all back, though the provider may have counted the prompt;
//! - [`Error::BrokenMidStream`]: it carries what was spent, to be settled or given back as the product promises;
//! - a client who leaves: drop the [`Answer`] and settle what its meter says then.

mod answer;
mod breaker;
mod call;
mod client;
mod config;
mod dialect;
mod endpoint;
mod error;
mod event;
mod failure;
mod flight;
mod request;
pub mod rules;
mod sse;
mod tally;
mod text;

pub use answer::{Answer, Meter, Origin, Whole};
pub use client::{Client, Key};
pub use config::{Config, LimitField};
pub use dialect::Dialect;
pub use error::Error;
pub use event::{End, Event, Usage};
pub use request::Request;
pub use tally::{Settled, reserve};

#[cfg(test)]
mod tests;
