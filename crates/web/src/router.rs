//! From the route table to a router in which a guard stands before every handler.

use std::{collections::HashSet, future::Future, sync::Arc};

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodRouter, options},
};
use http::{Method, StatusCode, header};
use tower::ServiceExt;

use crate::{Error, Routes, Spec, reply::Payload};

/// Decides what reaches a handler. There is one, and it sees every request, also those to no route.
pub trait Guard: Clone + Send + Sync + 'static {
    /// Refuses, or runs the rest.
    fn pass(&self, spec: Arc<Spec>, request: Request, next: Next) -> impl Future<Output = Response> + Send;
}

/// The router of all routes behind `guard`.
pub fn router<G: Guard>(routes: Routes, guard: &G) -> Router {
    let mut router = Router::new();
    let mut seen = HashSet::new();
    for (spec, handler) in routes.into_parts() {
        let path = spec.full_path();
        if !spec.measured && seen.insert(path.clone()) {
            let preflight = Arc::new(Spec {
                path: spec.path.clone(),
                at_root: spec.at_root,
                ..Spec::unrouted(Method::OPTIONS)
            });
            router =
                router.route(&path, guarded(preflight, options(|| async { StatusCode::NO_CONTENT }), guard));
        }
        router = router.route(&path, guarded(spec, handler, guard));
    }
    let no_route = Arc::new(Spec::unrouted(Method::GET));
    let refusing = |error: fn() -> Error| {
        let refusal = MethodRouter::new().fallback(move || async move { error() });
        let refusal = guarded(no_route.clone(), refusal, guard);
        move |request: Request| async move {
            let mut response = refusal.oneshot(request).await.into_response();
            // It would say that no method is allowed.
            response.headers_mut().remove(header::ALLOW);
            response
        }
    };
    router.fallback(refusing(|| Error::not_found("route"))).method_not_allowed_fallback(refusing(|| {
        let message = "This path does not take this method; see the Allow header";
        Error::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
    }))
}

fn guarded<G: Guard>(spec: Arc<Spec>, handler: MethodRouter, guard: &G) -> MethodRouter {
    let status = spec.status;
    let guard = guard.clone();
    let settle = move |request: Request, next: Next| async move {
        let mut response = next.run(request).await.into_response();
        if response.status() == StatusCode::OK && response.extensions().get::<Payload>().is_some() {
            *response.status_mut() = status;
        }
        response
    };
    handler.layer(from_fn(settle)).layer(from_fn(move |mut request: Request, next: Next| {
        let (guard, spec) = (guard.clone(), spec.clone());
        request.extensions_mut().insert(spec.clone());
        async move {
            let mut response = guard.pass(spec.clone(), request, next).await;
            response.extensions_mut().insert(spec);
            response
        }
    }))
}
