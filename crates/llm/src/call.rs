//! One call of a provider, from the question to the last word: attempts, patience, limits. It says what it hears to a
//! [`Flight`] and keeps nothing.

use kernel::Clock;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::{
    Dialect, End, Event, config::Patience, dialect::Reading, endpoint::Endpoint, failure::Failure,
    flight::Flight,
};

/// So much of the body of a refusal is looked at for a known code.
const REFUSAL_BYTES: usize = 8 * 1024;

/// A question ready to be sent.
pub(crate) struct Call<'a> {
    pub endpoint: &'a Endpoint,
    pub dialect: Dialect,
    pub clock: &'a Clock,
    pub patience: Patience,
    pub answer_bytes: usize,
    pub body: Vec<u8>,
}

impl Call<'_> {
    /// Asks, and says the answer to the flight.
    pub(crate) async fn run(&self, flight: &Flight) -> Result<End, Failure> {
        let deadline = Instant::now() + self.patience.deadline;
        let late = Err(Failure::unavailable("DEADLINE"));
        timeout_at(deadline, self.attempts(flight, deadline)).await.unwrap_or(late)
    }

    /// One attempt; a second one if the first failed before its first word in a way that may pass.
    async fn attempts(&self, flight: &Flight, deadline: Instant) -> Result<End, Failure> {
        let first = match self.attempt(flight).await {
            Ok(end) => return Ok(end),
            Err(failure) => failure,
        };
        let left = deadline.saturating_duration_since(Instant::now());
        match first.wait(self.patience.backoff, left) {
            Some(wait) if !flight.has_words() => {
                sleep(wait).await;
                flight.again();
                self.attempt(flight).await
            }
            _ => Err(first),
        }
    }

    async fn attempt(&self, flight: &Flight) -> Result<End, Failure> {
        let first_by = Instant::now() + self.patience.first;
        let response = match timeout_at(first_by, self.endpoint.ask(self.body.clone())).await {
            Ok(Ok(response)) => self.accept(response).await?,
            Ok(Err(error)) if error.is_connect() => return Err(Failure::passing("NO_CONNECTION")),
            Ok(Err(_)) => return Err(Failure::passing("CONNECTION_LOST")),
            Err(_) => return Err(Failure::unavailable("SILENT")),
        };
        flight.taken();
        self.listen(response, first_by, flight).await
    }

    /// The response, if it is a stream of events.
    async fn accept(&self, mut response: Response) -> Result<Response, Failure> {
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if response.status() == StatusCode::OK {
            let kind = header(CONTENT_TYPE).unwrap_or_default();
            let kind = kind.split(';').next().unwrap_or_default().trim();
            let streams = kind.eq_ignore_ascii_case("text/event-stream");
            return if streams { Ok(response) } else { Err(Failure::misconfigured("NOT_A_STREAM")) };
        }
        let retry_after = header(RETRY_AFTER);
        let mut body = Vec::new();
        let read = async {
            while let Ok(Some(bytes)) = response.chunk().await {
                body.extend_from_slice(&bytes[..bytes.len().min(REFUSAL_BYTES - body.len())]);
                if body.len() == REFUSAL_BYTES {
                    break;
                }
            }
        };
        // A refusal that trickles is judged by what there is of it.
        let _ = timeout(self.patience.idle, read).await;
        let status = response.status().as_u16();
        Err(Failure::of_status(status, retry_after.as_deref(), &body, self.clock.now()))
    }

    async fn listen(
        &self,
        mut response: Response,
        first_by: Instant,
        flight: &Flight,
    ) -> Result<End, Failure> {
        let mut reading = Reading::new(self.dialect);
        let mut events = Vec::new();
        let mut received = 0;
        let mut patient_until = first_by;
        loop {
            let chunk = timeout_at(patient_until, response.chunk()).await;
            let read = match chunk.map_err(|_| Failure::unavailable("SILENT"))? {
                Ok(Some(bytes)) => {
                    received += bytes.len();
                    if received > self.answer_bytes {
                        return Err(Failure::unavailable("ANSWER_TOO_LARGE"));
                    }
                    reading.feed(&bytes, &mut events)
                }
                Ok(None) => reading.finish(&mut events),
                Err(_) => return Err(Failure::passing("CONNECTION_LOST")),
            };
            // What came before a failure was said, and counts.
            for event in events.drain(..) {
                if let Some(end) = said(event, flight)? {
                    return Ok(end);
                }
            }
            read?;
            patient_until = Instant::now() + self.patience.idle;
        }
    }
}

/// Says one event to the flight; the end, if it is that. An answer without a word is none.
fn said(event: Event, flight: &Flight) -> Result<Option<End>, Failure> {
    let end = match &event {
        Event::End(end) => Some(*end),
        Event::Delta(_) | Event::Usage(_) => None,
    };
    match end {
        Some(End::Filtered) if !flight.has_words() => return Err(Failure::refused("PROVIDER_FILTER")),
        Some(_) if !flight.has_words() => return Err(Failure::unavailable("EMPTY_ANSWER")),
        _ => flight.say(event),
    }
    Ok(end)
}
