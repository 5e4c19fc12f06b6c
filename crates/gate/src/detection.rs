//! Step 6: threats in what the handler will receive, after the platform's own parser: path parameters, query, headers,
//! cookies, body. Refuses to know how an attack is recognised; that is the crate `threat`.
//!
//! 1. A finding refuses the request, unless its detector or the route is told to observe.
//! 2. Whoever is refused learns which field it was, never which rule or what was found.
//! 3. A detector that observes hides nothing from the others: these look at the same value.

mod config;
mod found;
pub(crate) mod head;
mod look;
mod null;
mod tree;

use axum::extract::Request;
use serde_json::Value;
use threat::{Detector, Settings};
use web::{Spec, query::CleanQuery, spec::UNROUTED};

use crate::{Reason, sanitise};

pub use config::{Classes, DetectionConfig};
pub use found::Threat;
pub(crate) use found::Trail;
pub(crate) use look::{Declared, Look, Looked};

/// The detectors as they are configured.
pub(crate) struct Detection {
    refusing: Detector,
    watching: Option<Detector>,
    observe_routes: Vec<String>,
}

impl Detection {
    pub(crate) fn new(config: &DetectionConfig) -> Self {
        let settings = config.off.0.iter().fold(Settings::default(), |on, class| on.without(*class));
        let watched: Vec<_> =
            config.observe.0.iter().copied().filter(|class| settings.looks_for(*class)).collect();
        let refusing = watched.iter().fold(settings, |on, class| on.without(*class));
        Self {
            refusing: Detector::new(refusing),
            watching: (!watched.is_empty()).then(|| Detector::new(Settings::only(&watched))),
            observe_routes: config.observe_routes.clone(),
        }
    }

    /// A look at a request to this route.
    pub(crate) fn look(&self, spec: &Spec) -> Look<'_> {
        Look::new(self, self.observe_routes.iter().any(|line| names(line, spec)))
    }

    /// A look at a request to no route in particular.
    pub(crate) fn look_anywhere(&self) -> Look<'_> {
        Look::new(self, false)
    }

    /// Looks at everything that the handler of this route may read, as it will read it.
    pub(crate) fn decide(
        &self,
        spec: &Spec,
        request: &Request,
        body: Option<&Value>,
    ) -> (Result<(), Reason>, Vec<Threat>) {
        let mut look = self.look(spec);
        let decided = decide(&mut look, spec, request, body).map_err(Reason::Threat);
        (decided, look.observed)
    }
}

/// Refuses null characters, then brings body and query into the form in which they are looked at and read.
pub(crate) fn prepare(spec: &Spec, request: &mut Request, body: Option<&mut Value>) -> Result<(), Reason> {
    null::decide(request.uri().query(), body.as_deref())?;
    if let Some(tree) = body {
        sanitise::tree(tree, &spec.kinds.body);
    }
    if let Some(query) = request.uri().query().and_then(|query| sanitise::query(query, &spec.kinds)) {
        request.extensions_mut().insert(CleanQuery(query));
    }
    Ok(())
}

fn clean_query(request: &Request) -> Option<&str> {
    request.extensions().get::<CleanQuery>().map(|query| query.0.as_str())
}

fn decide(look: &mut Look<'_>, spec: &Spec, request: &Request, body: Option<&Value>) -> Looked {
    let path = request.uri().path();
    if spec.path == UNROUTED {
        head::path(look, path)?;
    } else {
        let below = if spec.at_root { path } else { path.strip_prefix("/api/v1").unwrap_or(path) };
        head::parameters(look, &spec.path, below)?;
    }
    let query = clean_query(request).or(request.uri().query()).unwrap_or_default();
    head::query(look, query.as_bytes(), |name| spec.kinds.query(name))?;
    head::headers(look, request.headers())?;
    body.map_or(Ok(()), |tree| tree::inspect(look, tree, &spec.kinds.body, &Trail::START))
}

/// Whether a line of the configuration, as `POST /api/v1/charts`, means this route.
pub(crate) fn names(line: &str, spec: &Spec) -> bool {
    let path = |path: &str| {
        if spec.at_root { path == spec.path } else { path.strip_prefix("/api/v1") == Some(&spec.path) }
    };
    line.split_once(' ').is_some_and(|(method, rest)| method == spec.method.as_str() && path(rest.trim()))
}

#[cfg(test)]
mod tests;
