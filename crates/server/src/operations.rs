//! How the installation is doing: `/health`, `/livez`, `/readyz`, `/metrics`.

mod health;
mod metrics;
mod probes;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use data::Database;
use http::Method;
use jiff::Timestamp;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use web::{Permission, Routes, route};

/// What these routes look at.
#[derive(Clone)]
pub struct Operations {
    /// The database.
    pub database: Database,
    /// When the server started, real time.
    pub started: Timestamp,
    /// Whether new requests should be sent here.
    pub ready: Ready,
    /// The recorded metrics.
    pub metrics: PrometheusHandle,
    /// What the scraper must send.
    pub metrics_token: Arc<SecretString>,
}

/// Whether the server takes new requests; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Ready(Arc<AtomicBool>);

impl Ready {
    /// Changes it.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::SeqCst);
    }

    /// Whether it does.
    #[must_use]
    pub fn is(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The four routes.
#[must_use]
pub fn routes(operations: Operations) -> Routes {
    Routes::new("operations")
        .add(
            route(Method::GET, "/health")
                .summary("How the services are doing; for admins also version, memory and connections")
                .public()
                .bare("application/json")
                .answers::<health::Health>()
                .handler(health::run),
        )
        .add(
            route(Method::GET, "/livez")
                .summary("Whether the process lives")
                .at_root()
                .public()
                .bare("text/plain")
                .handler(probes::live),
        )
        .add(
            route(Method::GET, "/readyz")
                .summary("Whether to send requests here")
                .at_root()
                .public()
                .bare("text/plain")
                .handler(probes::ready),
        )
        .add(
            route(Method::GET, "/metrics")
                .summary("Metrics in the format of Prometheus; needs the metrics token")
                .at_root()
                .public()
                .bare("text/plain")
                .handler(metrics::run),
        )
        .state(operations)
}

/// The permission that opens details.
const DETAILS: Permission = Permission::SystemHealth;
