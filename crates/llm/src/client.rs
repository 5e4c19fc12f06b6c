//! The client of one provider: breaker in front, one flight for the same question, whole answers kept.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kernel::Clock;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tracing::Instrument;

use crate::{
    Answer, Config, End, Error, Origin, Request,
    breaker::Breaker,
    call::Call,
    config::Patience,
    endpoint::{self, Endpoint},
    failure::Failure,
    flight::Flight,
};

/// A configured provider. Clones share connections, breaker, flights and kept answers.
#[derive(Clone, Debug)]
pub struct Client(Arc<Inner>);

/// Stands for a question and everything that shapes its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

#[derive(Debug)]
struct Inner {
    config: Config,
    patience: Patience,
    endpoint: Endpoint,
    breaker: Breaker,
    clock: Clock,
    flights: Mutex<HashMap<Key, Arc<Flight>>>,
    kept: Cache<Key, Arc<Flight>>,
}

impl Client {
    /// The client of the configured provider; none when the section is left empty. `clock` is real time. It connects to
    /// nothing yet.
    ///
    /// # Errors
    /// [`Error::Misconfigured`] for an address, model or key that cannot work: a server should not start with it.
    pub fn new(config: &Config, clock: Clock) -> Result<Option<Self>, Error> {
        if endpoint::is_off(config) {
            return Ok(None);
        }
        let rest = Duration::from_millis(config.breaker_rest_ms.into());
        Ok(Some(Self(Arc::new(Inner {
            patience: config.patience(),
            endpoint: Endpoint::new(config)?,
            breaker: Breaker::new(config.breaker_failures, rest),
            clock,
            flights: Mutex::default(),
            kept: Cache::new(config.kept_answers),
            config: config.clone(),
        }))))
    }

    /// The longest that a call takes, from the question to the last word.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.0.patience.deadline
    }

    /// The key of a question: a hash of provider, model, parameters and all of the prompt. `scope` is what the prompt
    /// does not show and answers must not cross: versions of schema and engine, or the tenant.
    #[must_use]
    pub fn key(&self, scope: &str, request: &Request) -> Key {
        let inner = &self.0;
        let body = inner.config.dialect.body(&inner.config, &inner.bound(request.clone()));
        let mut hash = Sha256::new();
        for part in [scope.as_bytes(), inner.endpoint.url().as_str().as_bytes(), &body] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        Key(hash.finalize().into())
    }

    /// Asks the provider for this caller alone; nothing is kept.
    ///
    /// # Panics
    /// Outside a tokio runtime, as does [`Client::shared`].
    pub fn complete(&self, request: Request) -> Answer {
        let flight = Flight::new(&request);
        self.take_off(None, &flight, request);
        Answer::new(flight, 0, Origin::Asked)
    }

    /// The answer under that key: kept from before, or under way for somebody else, or asked for now.
    ///
    /// Who asked pays for the tokens ([`crate::Meter`]), and who still listens when that one leaves; the others pay for none.
    /// A failure is told to all who heard it and not kept, and neither is an answer that a filter cut.
    pub fn shared(&self, key: Key, request: Request) -> Answer {
        let mut flights = self.0.flights();
        if let Some(kept) = self.0.kept.get(&key)
            && let Some(listener) = kept.join()
        {
            return Answer::new(kept, listener, Origin::Kept);
        }
        if let Some(flight) = flights.get(&key)
            && let Some(listener) = flight.join()
        {
            return Answer::new(Arc::clone(flight), listener, Origin::Shared);
        }
        let flight = Flight::new(&request);
        flights.insert(key, Arc::clone(&flight));
        drop(flights);
        self.take_off(Some(key), &flight, request);
        Answer::new(flight, 0, Origin::Asked)
    }

    fn take_off(&self, key: Option<Key>, flight: &Arc<Flight>, request: Request) {
        let landing = Landing { inner: Arc::clone(&self.0), key, flight: Arc::clone(flight) };
        let task = tokio::spawn(async move { landing.fly(request).await }.in_current_span());
        flight.flown_by(task.abort_handle());
    }
}

impl Inner {
    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bound(&self, mut request: Request) -> Request {
        request.max_tokens = request.max_tokens.min(self.config.max_tokens);
        request
    }

    /// One call behind the breaker.
    async fn call(&self, request: Request, flight: &Flight) -> Result<End, Error> {
        let permit = self
            .breaker
            .enter(self.clock.now())
            .map_err(|rest| Error::Unavailable { code: "PROVIDER_RESTS", retry_after: Some(rest) })?;
        let call = Call {
            endpoint: &self.endpoint,
            dialect: self.config.dialect,
            clock: &self.clock,
            patience: self.patience,
            answer_bytes: usize::try_from(self.config.answer_kib).unwrap_or(usize::MAX).saturating_mul(1024),
            body: self.config.dialect.body(&self.config, &self.bound(request)),
        };
        let outcome = call.run(flight).await;
        match &outcome {
            Err(failure) if failure.is_outage() => permit.failed(self.clock.now()),
            _ => permit.succeeded(),
        }
        let words = flight.has_words().then(|| flight.settled());
        outcome.map_err(|failure| failure.error(words))
    }
}

/// Brings a flight down in any case: a task that is called off or panics leaves no listener waiting.
struct Landing {
    inner: Arc<Inner>,
    key: Option<Key>,
    flight: Arc<Flight>,
}

impl Landing {
    async fn fly(self, request: Request) {
        let outcome = self.inner.call(request, &self.flight).await;
        let code = outcome.as_ref().map_or_else(Error::code, |_| "OK");
        metrics::counter!("llm_calls_total", "outcome" => code).increment(1);
        if let Err(Error::Misconfigured { code }) = &outcome {
            tracing::warn!(code, "the language model cannot be used as configured");
        }
        let worth_keeping =
            matches!(outcome, Ok(End::Stop | End::Length)) && self.inner.config.kept_answers > 0;
        if let Some(key) = self.key.filter(|_| worth_keeping) {
            self.inner.kept.insert(key, self.flight.kept());
        }
        self.flight.land(outcome.map(drop));
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.flight.land(Err(Failure::unavailable("CALLED_OFF").error(None)));
        let Some(key) = self.key else { return };
        let mut flights = self.inner.flights();
        // A called-off flight may have been replaced already.
        if flights.get(&key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
            flights.remove(&key);
        }
    }
}
