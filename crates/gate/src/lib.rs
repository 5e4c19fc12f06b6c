//! The gate: all security of a request in one place, in one order, with one reason for each refusal.
//!
//! It protects every route, also those that do not exist. The order stands in one function,
//! `order::admit`; each step is a pure decision beside a thin layer of work. Refusals are counted in the
//! security log and answered in the envelope of the house.
//!
//! Caveat of deployment: addresses are believed as far as `server.trusted_proxies` says; a proxy that is
//! not named there makes all its clients look like one.

mod actions;
mod address;
mod authentication;
mod body;
mod config;
mod cors;
mod country;
mod detection;
mod error;
pub mod explain;
pub mod http;
mod limits;
mod order;
mod plan;
pub mod posture;
mod probe;
mod reason;
mod sanitise;
mod score;
mod shield;
mod weight;

use std::{net::IpAddr, pin::pin, sync::Arc, time::Duration};

use axum::{extract::Request, middleware::Next, response::Response};
use data::{
    Database,
    ports::{Entitled, Flagged},
};
use ipnet::IpNet;
use kernel::{Clock, TenantId, locale::Country};
use record::{SecurityEvent, SecurityLog};
use web::{Answered, Guard, Spec, access::Authenticate};

use detection::Detection;
use shield::{Setup, Shield};

pub use config::{Automatic, Blocks, Config, Cors};
pub use country::Countries;
pub use detection::{Classes, DetectionConfig, Threat};
pub use error::Error;
pub use http::{Code, Surroundings, routes};
pub use limits::{Ask, Ipv6, Left, LimitConfig, Limiter, LimitsConfig, PlanLimits, Policy, Who};
pub use probe::PROBE;
pub use reason::Reason;
pub use weight::{CRITICAL, Weight};

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

/// Where the gate stands.
#[derive(Clone)]
pub struct Place {
    /// Where blocks are shared with other nodes.
    pub database: Database,
    /// The business of whoever runs the installation.
    pub tenant: TenantId,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// How often blocks are exchanged with other nodes.
const EXCHANGE: Duration = Duration::from_millis(500);
/// How many exchanges there are between two looks at the country database.
const LOOK: u32 = 20;

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
    countries: Countries,
    shield: Shield,
    place: Place,
}

impl Gate {
    /// A gate on the given real clock; to be called inside a runtime.
    ///
    /// # Errors
    /// When the configuration names something that cannot be.
    pub fn new(
        config: Config,
        doors: Doors,
        log: SecurityLog,
        clock: Clock,
        place: Place,
    ) -> Result<Self, Error> {
        let countries = Countries::open(&config.countries)?;
        let known = countries.describe().map_or_else(|| "off: no database".to_owned(), |(kind, _)| kind);
        tracing::info!(known, "country rules");
        let remembered = config.remembered_callers.get();
        let spared = [&config.allow[..], &config.blocks.never, &place.trusted_proxies].concat();
        let shield = Shield::new(Setup {
            config: config.blocks.clone(),
            spared,
            remembered,
            clock: clock.clone(),
            database: place.database.clone(),
            tenant: place.tenant,
        });
        let plans = limits::Plans::new(clock.clone(), remembered);
        let limiter = Limiter::new(clock, remembered).sharing(&config.limits)?;
        let detection = Detection::new(&config.detection);
        let inner = Inner { config, doors, limiter, plans, log, detection, countries, shield, place };
        Ok(Self(Arc::new(inner)))
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

    /// Where an address is at home, when there is a database that knows.
    #[must_use]
    pub fn country(&self, address: IpAddr) -> Option<Country> {
        self.0.countries.of(address)
    }

    /// The business of whoever runs the installation: its admins alone block by hand.
    pub(crate) fn home(&self) -> TenantId {
        self.0.place.tenant
    }

    pub(crate) fn shield(&self) -> &Shield {
        &self.0.shield
    }

    /// The facts that the gate knows of itself; the others are as good as can be.
    pub(crate) fn facts(&self) -> posture::Facts {
        let config = &self.0.config;
        let (countries_known, _) = self.0.countries.state();
        let wide = |net: &&IpNet| net.prefix_len() < if net.addr().is_ipv4() { 8 } else { 32 };
        let plain = |origin: &&String| origin.starts_with("http://");
        posture::Facts {
            unlimited_classes: config.limits.each().filter(|(_, limit)| limit.per_address == 0).count(),
            blocks_enforced: config.blocks.automatic == Automatic::Enforce,
            countries_known,
            plain_origins: config.cors.origins.iter().filter(plain).count(),
            wide_proxies: self.0.place.trusted_proxies.iter().filter(wide).count(),
            dropped_refusals: self.0.log.dropped(),
            unshared_blocks: self.0.shield.counts().unwritten,
            ..posture::Facts::default()
        }
    }

    /// Whether countries are known, and whether a rule asks for them.
    pub(crate) fn countries(&self) -> (bool, bool) {
        self.0.countries.state()
    }

    /// Shares blocks at once, for an admin who has just changed one; if the database fails, the next exchange does.
    pub(crate) async fn refresh_now(&self) {
        if let Err(error) = self.refresh().await {
            tracing::warn!(cause = %data::describe(&error), "a change of blocks is not yet in force here");
        }
    }

    /// Counts and scores what the front refused before a request came here.
    pub fn overhear(&self, answered: &Answered<'_>) {
        let (None, Some(code), Some(address)) = (answered.judged, answered.code, answered.address) else {
            return;
        };
        let Some((reason, weight)) = weight::of_front(code) else { return };
        self.0.log.note(SecurityEvent {
            tenant: self.0.place.tenant,
            reason,
            address,
            route: answered.route,
            severity: weight.severity,
            points: weight.points,
            country: self.country(address),
            evidence: None,
        });
        self.0.shield.charge(address, reason, weight.points);
    }

    /// Shares blocks with the other nodes: writes what was blocked here, reads what was blocked or lifted there.
    ///
    /// # Errors
    /// When the database fails; blocks of this node hold nevertheless, and are written later.
    pub async fn refresh(&self) -> data::Result<()> {
        self.0.shield.refresh().await
    }

    /// Shares blocks twice a second and looks for a new country database every ten, until `stop` is ready; then shares
    /// once more.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let (mut stopping, mut away, mut round) = (false, false, 0u32);
        while !stopping {
            tokio::select! {
                () = &mut stop => stopping = true,
                () = tokio::time::sleep(EXCHANGE) => {}
            }
            let shared = self.refresh().await;
            if let (Err(error), false) = (&shared, away) {
                tracing::warn!(cause = %data::describe(error), "blocks cannot be shared; those of this node hold");
            }
            away = shared.is_err();
            round = round.wrapping_add(1);
            if round.is_multiple_of(LOOK) {
                let gate = self.clone();
                let _ = tokio::task::spawn_blocking(move || gate.0.countries.reload()).await;
            }
        }
    }
}

impl Guard for Gate {
    async fn pass(&self, spec: Arc<Spec>, request: Request, next: Next) -> Response {
        order::pass(&self.0, &spec, request, next).await
    }
}
