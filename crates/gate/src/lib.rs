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
mod error;
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

pub use config::{Config, Cors};
pub use detection::{Classes, DetectionConfig, Threat};
pub use error::Error;
pub use http::{Code, routes};
pub use limits::{Ask, Ipv6, Left, LimitConfig, Limiter, LimitsConfig, PlanLimits, Policy, Who};
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

/// The guard in front of every handler; clones share everything.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    config: Config,
    doors: Doors,
    limiter: Limiter,
    plans: limits::Plans,
    log: SecurityLog,
    detection: Detection,
}

impl Gate {
    /// A gate on the given real clock; to be called inside a runtime.
    ///
    /// # Errors
    /// When the configuration names something that cannot be.
    pub fn new(config: Config, doors: Doors, log: SecurityLog, clock: Clock) -> Result<Self, Error> {
        let remembered = config.remembered_callers.get();
        let plans = limits::Plans::new(clock.clone(), remembered);
        let limiter = Limiter::new(clock, remembered).sharing(&config.limits)?;
        let detection = Detection::new(&config.detection);
        Ok(Self(Arc::new(Inner { config, doors, limiter, plans, log, detection })))
    }

    /// Checks that every route which the configuration names is there.
    ///
    /// # Errors
    /// The first line that means none of `specs`.
    pub fn know(&self, specs: &[Spec]) -> Result<(), Error> {
        let lines = &self.0.config.detection.observe_routes;
        let unknown = lines.iter().find(|line| !specs.iter().any(|spec| detection::names(line, spec)));
        unknown.map_or(Ok(()), |line| Err(Error::UnknownRoute(line.clone())))
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
