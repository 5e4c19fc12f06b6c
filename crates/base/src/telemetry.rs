//! Logs: lines for people on a terminal, JSON otherwise.

use std::io::IsTerminal;

use serde::Deserialize;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// The section `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What is logged, in the words of `tracing`: `info`, `warn,web=debug`.
    pub filter: String,
    /// How: `auto`, `text` or `json`.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// Starts logging to standard error for the whole process; a second call changes nothing.
///
/// # Errors
/// When the filter cannot be understood.
pub fn start(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.filter).map_err(|error| format!("log.filter: {error}"))?;
    let terminal = std::io::stderr().is_terminal();
    let text = config.format == LogFormat::Text || (config.format == LogFormat::Auto && terminal);
    let registry = tracing_subscriber::registry().with(filter);
    let started = if text {
        registry
            .with(fmt::layer().with_writer(std::io::stderr).with_ansi(terminal).with_target(false))
            .try_init()
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    };
    drop(started);
    Ok(())
}
