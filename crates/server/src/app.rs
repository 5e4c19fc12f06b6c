//! All rooms wired together: ports to those who answer them, routes behind the gate, jobs to their handlers.

mod alerts;
mod background;

use std::sync::Arc;

use accounts::Accounts;
use axum::Router;
use billing::Billing;
use connectors::mail::Mailer;
use data::Database;
use flags::Flags;
use gate::{Doors, Gate, Place, Surroundings};
use jobs::Jobs;
use kernel::TenantId;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use record::{RequestLog, SecurityLog, requests::Request};
use web::{Answered, OnAnswer, Routes, Shell, Spec};

use crate::{
    codes,
    config::{self, Config},
    installation::Installation,
    operations::{self, Operations, Ready},
};
pub use background::Background;

/// A wired server, ready to be listened for.
pub struct App {
    /// Everything behind the gate.
    pub router: Router,
    /// What each request carries.
    pub shell: Arc<Shell>,
    /// Whether new requests should be sent here.
    pub ready: Ready,
    /// The handlers of background work.
    pub jobs: Jobs,
    /// Refusals on their way to the database.
    pub log: SecurityLog,
    /// Requests on their way to the database.
    pub requests: RequestLog,
    /// What stands in front of every handler.
    pub gate: Gate,
    /// Accounts, for commands and tests that make them without HTTP.
    pub accounts: Accounts,
    /// The description of every route.
    pub specs: Vec<Spec>,
}

/// Why the rooms could not be wired.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A secret.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The gate cannot stand.
    #[error(transparent)]
    Gate(#[from] gate::Error),
    /// Accounts refuse their configuration.
    #[error("accounts: {0}")]
    Accounts(#[from] accounts::Error),
    /// The plans could not be installed.
    #[error("billing: {0}")]
    Billing(#[from] billing::Error),
    /// The language model cannot be asked as it is configured.
    #[error("[llm]: {0}")]
    Model(#[from] llm::Error),
    /// Mail cannot be sent as it is configured.
    #[error("{0}")]
    Mail(#[from] connectors::mail::Error),
    /// The database.
    #[error("database: {0}")]
    Data(#[from] data::Error),
}

impl App {
    /// Wires the rooms over an installation, and `more` routes beside them.
    ///
    /// # Errors
    /// When a room refuses its configuration, or the database cannot be reached.
    pub async fn wire_with(
        config: &Config,
        installation: &Installation,
        more: Routes,
    ) -> Result<Self, Error> {
        let database = installation.database.clone();
        install_plans(&database, installation).await?;
        let billing = Arc::new(Billing);
        let accounts = accounts(config, installation, &billing)?;
        let log = SecurityLog::new(database.clone());
        let doors =
            Doors { authenticate: Arc::new(accounts.clone()), entitled: billing, flagged: Arc::new(Flags) };
        let gate = gate(config, installation, doors, &log).await?;
        let requests = RequestLog::new(database.clone(), config.requests);

        let ready = Ready::default();
        let operations = operations(config, &database, ready.clone())?;
        let model = llm::Client::new(&config.llm, database.clocks().real.clone())?;
        let shown = gate::routes(gate.clone(), codes::all(), surroundings(config, &requests));
        let routes = rooms(&database, &accounts, model).merge(shown);
        let routes = routes.merge(operations::routes(operations)).merge(more);
        let document = web::openapi::document(routes.specs(), codes::ABOUT);
        let routes = routes.merge(web::docs::routes(&document));
        let specs: Vec<Spec> = routes.specs().cloned().collect();
        gate.know(&specs)?;

        let shell = Shell {
            database: database.clone(),
            default_tenant: installation.default_tenant,
            trusted_proxies: config.server.trusted_proxies.clone().into(),
            hosts: config.server.hosts.clone().into(),
            measured: config.gate.probe.then_some(gate::PROBE),
            on_answer: listening(&gate, &requests, installation.default_tenant),
        };
        let jobs = Jobs::new(database).with(config.jobs);
        let jobs = background::handlers(jobs, mailer(config)?, requests.clone());
        Ok(Self {
            router: web::router(routes, &gate),
            shell: Arc::new(shell),
            ready,
            jobs,
            log,
            requests,
            gate,
            accounts,
            specs,
        })
    }

    /// Wires the rooms over an installation.
    ///
    /// # Errors
    /// As [`App::wire_with`].
    pub async fn wire(config: &Config, installation: &Installation) -> Result<Self, Error> {
        Self::wire_with(config, installation, Routes::new("")).await
    }
}

/// The routes of every room.
fn rooms(database: &Database, accounts: &Accounts, model: Option<llm::Client>) -> Routes {
    accounts::routes(accounts.clone())
        .merge(billing::routes(Arc::new(Flags)))
        .merge(astrology::routes(database.sealer().clone(), model))
        .merge(revenue::routes(database.clone()))
        .merge(overview::routes(database.clone()))
        .merge(flags::routes())
        .merge(record::routes())
        .merge(::alerts::routes())
}

/// The gate, with the blocks that are in force: a node that starts lets nobody in whom the others keep out.
async fn gate(
    config: &Config,
    installation: &Installation,
    doors: Doors,
    log: &SecurityLog,
) -> Result<Gate, Error> {
    let database = installation.database.clone();
    let clock = database.clocks().real.clone();
    let trusted_proxies = config.server.trusted_proxies.clone();
    let place = Place { database, tenant: installation.default_tenant, trusted_proxies };
    let gate = Gate::new(config.gate.clone(), doors, log.clone(), clock, place)?;
    gate.refresh().await?;
    Ok(gate)
}

fn surroundings(config: &Config, requests: &RequestLog) -> Surroundings {
    let server = &config.server;
    Surroundings {
        is_public: !server.listen.ip().is_loopback() || !server.trusted_proxies.is_empty(),
        hosts_named: !server.hosts.is_empty(),
        keys_given: !config.secrets.master_keys.is_empty(),
        requests: requests.clone(),
    }
}

/// Every answer is told to the gate, which may not have seen its request, and to the request log.
fn listening(gate: &Gate, requests: &RequestLog, tenant: TenantId) -> OnAnswer {
    let (gate, requests) = (gate.clone(), requests.clone());
    Arc::new(move |answered| {
        gate.overhear(&answered);
        if requests.is_on() {
            requests.note(request(&answered, &gate, tenant));
        }
    })
}

fn request(answered: &Answered<'_>, gate: &Gate, tenant: TenantId) -> Request {
    let judged = answered.judged.unwrap_or_default();
    let bytes = |bytes: Option<u64>| bytes.and_then(|bytes| i64::try_from(bytes).ok());
    let country = match answered.judged {
        Some(judged) => judged.country,
        None => answered.address.and_then(|address| gate.country(address)),
    };
    Request {
        tenant: judged.tenant.unwrap_or(tenant),
        at: answered.at,
        user: judged.user,
        method: answered.method,
        route: answered.route.to_owned(),
        status: answered.status,
        reason: judged.reason.or(answered.code),
        micros: answered.micros,
        request_bytes: bytes(answered.request_bytes),
        answer_bytes: bytes(answered.answer_bytes),
        correlation: answered.correlation.to_string(),
        country,
    }
}

fn accounts(config: &Config, installation: &Installation, billing: &Arc<Billing>) -> Result<Accounts, Error> {
    let database = installation.database.clone();
    Ok(Accounts::new(config.accounts, database, &installation.keys, vec![billing.clone()], billing.clone())?)
}

/// Mail by the server that is configured, or into the state folder.
fn mailer(config: &Config) -> Result<Mailer, Error> {
    let mailer = Mailer::new(&config.connectors.mail, config.state_dir().join("mail"))?;
    if let Some(folder) = mailer.folder() {
        tracing::info!(folder = %folder.display(), "no mail server is configured: mail is written to this folder");
    }
    Ok(mailer)
}

fn operations(config: &Config, database: &Database, ready: Ready) -> Result<Operations, Error> {
    Ok(Operations {
        database: database.clone(),
        started: database.clocks().real.now(),
        ready,
        metrics: recorder(),
        metrics_token: Arc::new(config.metrics_token()?),
    })
}

/// The process's recorder of metrics; a second app in one process (tests) gets one that nothing feeds.
fn recorder() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _ = metrics::set_global_recorder(recorder);
    handle
}

async fn install_plans(database: &Database, installation: &Installation) -> Result<(), Error> {
    let scope = data::Scope {
        tenant: installation.default_tenant,
        actor: data::Actor::Operator,
        correlation: kernel::CorrelationId::new(database.clocks().real.now()),
    };
    let mut unit = database.unit(scope).await?;
    billing::actions::install_catalogue::run(&mut unit).await?;
    Ok(unit.commit(()).await?)
}
