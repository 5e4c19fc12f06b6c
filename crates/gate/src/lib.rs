//! The gate: all security of a request in one place, in one order, with one reason for each refusal.
//!
//! It protects every route, also those that do not exist. The order stands in one function,
//! `order::admit`; each step is a pure decision beside a thin layer of work. Refusals are counted in the
//! security log and answered in the envelope of the house.
//!
//! Caveat of deployment: addresses are believed as far as `server.trusted_proxies` says; a proxy that is
//! not named there makes all its clients look like one.

mod address;
mod authentication;
mod body;
mod config;
mod cors;
mod detection;
pub mod explain;
pub mod http;
mod limits;
mod order;
mod plan;
mod probe;
mod reason;
mod sanitise;

use std::sync::Arc;

use axum::{extract::Request, middleware::Next, response::Response};
use data::ports::{Entitled, Flagged};
use kernel::Clock;
use record::SecurityLog;
use web::{Guard, Spec, access::Authenticate};

use detection::Detection;

pub use config::{Config, Cors, LimitConfig, Limits as LimitsConfig};
pub use detection::{Classes, DetectionConfig, Threat};
pub use http::{Code, routes};
pub use limits::{Limiter, Policy, Who};
pub use probe::PROBE;
pub use reason::Reason;

/// What the gate asks of capabilities that it does not know.
#[derive(Clone)]
pub struct Doors {
    /// Who a token belongs to.
    pub authenticate: Arc<dyn Authenticate>,
    /// What a user's plan grants.
    pub entitled: Arc<dyn Entitled>,
    /// Whether a flag lets a user through.
    pub flagged: Arc<dyn Flagged>,
}

/// The configuration names a route that is not there.
#[derive(Debug, thiserror::Error)]
#[error("gate.detection.observe_routes: there is no route `{0}`; write it as `POST /api/v1/charts`")]
pub struct UnknownRoute(String);

/// The guard in front of every handler; clones share everything.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    config: Config,
    doors: Doors,
    limiter: Limiter,
    log: SecurityLog,
    detection: Detection,
}

impl Gate {
    /// A gate on the given real clock.
    #[must_use]
    pub fn new(config: Config, doors: Doors, log: SecurityLog, clock: Clock) -> Self {
        let limiter = Limiter::new(clock, config.remembered_callers.get());
        let detection = Detection::new(&config.detection);
        Self(Arc::new(Inner { config, doors, limiter, log, detection }))
    }

    /// Checks that every route which the configuration names is there.
    ///
    /// # Errors
    /// The first line that means none of `specs`.
    pub fn know(&self, specs: &[Spec]) -> Result<(), UnknownRoute> {
        let lines = &self.0.config.detection.observe_routes;
        let unknown = lines.iter().find(|line| !specs.iter().any(|spec| detection::names(line, spec)));
        unknown.map_or(Ok(()), |line| Err(UnknownRoute(line.clone())))
    }

    /// The policies in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The limits and what is left of them.
    #[must_use]
    pub fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }
}

impl Guard for Gate {
    async fn pass(&self, spec: Arc<Spec>, request: Request, next: Next) -> Response {
        order::pass(&self.0, &spec, request, next).await
    }
}
