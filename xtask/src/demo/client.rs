//! A small HTTP client that speaks the envelope of the house.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// One server.
pub(crate) struct Client {
    agent: Agent,
    base_url: String,
}

/// A status and the whole envelope.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(base_url: &str) -> Self {
        let config =
            Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(30)));
        Self { agent: config.build().into(), base_url: base_url.to_owned() }
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.agent.get(format!("{}/readyz", self.base_url)).call().is_ok_and(|answer| answer.status() == 200)
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Result<Answer, String> {
        let request = self.agent.get(format!("{}/api/v1{path}", self.base_url));
        read(request.header("authorization", format!("Bearer {token}")).call())
    }

    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> Result<Answer, String> {
        let request = self.agent.post(format!("{}/api/v1{path}", self.base_url));
        let request = if token.is_empty() {
            request
        } else {
            request.header("authorization", format!("Bearer {token}"))
        };
        read(request.send_json(body))
    }
}

impl Answer {
    /// The data of an answer that must have this status.
    pub(crate) fn expect(self, status: u16, what: &str) -> Result<Value, String> {
        if self.status == status {
            return Ok(self.body.get("data").cloned().unwrap_or(self.body));
        }
        Err(format!("{what}: expected {status}, got {}: {}", self.status, self.body))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().read_json().map_err(|error| error.to_string())?;
    Ok(Answer { status, body })
}
