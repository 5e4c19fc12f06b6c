//! The route table: one description of each route, which the router, the gate, the OpenAPI document
//! and the tests read.
//!
//! ```
//! use http::Method;
//! use web::{Access, Class, Permission, Reply, Routes, reply, route};
//!
//! async fn hello() -> web::Result<Reply<&'static str>> {
//!     reply("hello")
//! }
//!
//! let routes = Routes::new("greetings").add(
//!     route(Method::GET, "/hello")
//!         .summary("Say hello")
//!         .permission(Permission::ViewProfile)
//!         .class(Class::Read)
//!         .answers::<String>()
//!         .handler(hello),
//! );
//! assert_eq!(routes.state(()).specs().count(), 1);
//! ```

use std::sync::Arc;

use axum::{handler::Handler, routing::MethodRouter};
use http::{Method, StatusCode};
use utoipa::{IntoParams, ToSchema, openapi::path::ParameterIn};

use crate::{Access, BodySpec, Class, Keep, Permission, Require, Shape, Spec, kinds::Kinds};

/// A route that still lacks its handler.
pub struct Draft(pub(crate) Spec);

/// A route with its handler.
pub struct Route<S> {
    spec: Spec,
    handler: MethodRouter<S>,
}

/// The routes of one room.
pub struct Routes<S = ()> {
    tag: &'static str,
    routes: Vec<Route<S>>,
}

/// Starts the description of a route; it is for admins until told otherwise.
#[must_use]
pub fn route(method: Method, path: &str) -> Draft {
    Draft(Spec::new(method, path))
}

impl Draft {
    /// One line for the documentation.
    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.0.summary = summary;
        self
    }

    /// Lets anybody in.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.0.access = Access::Public;
        self
    }

    /// Lets anybody in who has signed in.
    #[must_use]
    pub fn signed_in(mut self) -> Self {
        self.0.access = Access::SignedIn;
        self
    }

    /// Lets in whoever has the permission.
    #[must_use]
    pub fn permission(mut self, permission: Permission) -> Self {
        self.0.access = Access::Permission(permission);
        self
    }

    /// Asks for something besides.
    #[must_use]
    pub fn require(mut self, require: Require) -> Self {
        self.0.requires.push(require);
        self
    }

    /// Which rate limits apply.
    #[must_use]
    pub fn class(mut self, class: Class) -> Self {
        self.0.class = class;
        self
    }

    /// Counts the path from the root instead of `/api/v1`.
    #[must_use]
    pub fn at_root(mut self) -> Self {
        self.0.at_root = true;
        self
    }

    /// Reads a JSON body of this type, up to 64 KiB.
    #[must_use]
    pub fn body<T: ToSchema>(mut self) -> Self {
        self.0.body = Some(BodySpec::of::<T>());
        self
    }

    /// Reads these parameters from the query.
    #[must_use]
    pub fn query<T: IntoParams>(mut self) -> Self {
        self.0.query = T::into_params(|| Some(ParameterIn::Query));
        self
    }

    /// Answers `data` of this type.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self) -> Self {
        self.0.answer = Some(Shape::of::<T>());
        self
    }

    /// Answers in this content type, outside the envelope.
    #[must_use]
    pub fn bare(mut self, content_type: &'static str) -> Self {
        self.0.bare = Some(content_type);
        self
    }

    /// Answers 201.
    #[must_use]
    pub fn created(mut self) -> Self {
        self.0.status = StatusCode::CREATED;
        self
    }

    /// What is kept under an `Idempotency-Key`.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.0.keep = keep;
        self
    }

    /// Takes any method and any body, for requests that the guard judges and nobody serves.
    #[must_use]
    pub fn measured(mut self) -> Self {
        self.0.measured = true;
        self.0.keep = Keep::Nothing;
        self
    }

    /// Completes the route.
    pub fn handler<H, T, S>(mut self, handler: H) -> Route<S>
    where
        H: Handler<T, S>,
        T: 'static,
        S: Clone + Send + Sync + 'static,
    {
        self.0.kinds = Arc::new(Kinds::of(&self.0));
        if self.0.measured {
            return Route { handler: axum::routing::any(handler), spec: self.0 };
        }
        let filter = axum::routing::MethodFilter::try_from(self.0.method.clone());
        let filter = filter.unwrap_or(axum::routing::MethodFilter::GET);
        Route { handler: axum::routing::on(filter, handler), spec: self.0 }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet; `tag` names the room in the documentation.
    #[must_use]
    pub fn new(tag: &'static str) -> Self {
        Self { tag, routes: Vec::new() }
    }

    /// Adds a route.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a builder's step, not arithmetic")]
    pub fn add(mut self, mut route: Route<S>) -> Self {
        route.spec.tag = self.tag;
        self.routes.push(route);
        self
    }

    /// Puts all routes so far below a path.
    #[must_use]
    pub fn nest(mut self, prefix: &str) -> Self {
        self.routes.iter_mut().for_each(|route| route.spec.path.insert_str(0, prefix));
        self
    }

    /// Asks for something on all routes so far.
    #[must_use]
    pub fn require(mut self, require: Require) -> Self {
        self.routes.iter_mut().for_each(|route| route.spec.requires.push(require));
        self
    }

    /// Gives the handlers what they share.
    #[must_use]
    pub fn state(self, state: S) -> Routes {
        let give =
            |route: Route<S>| Route { spec: route.spec, handler: route.handler.with_state(state.clone()) };
        Routes { tag: self.tag, routes: self.routes.into_iter().map(give).collect() }
    }
}

impl Routes {
    /// The routes of several rooms together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes.extend(other.routes);
        self
    }

    /// The descriptions alone.
    pub fn specs(&self) -> impl Iterator<Item = &Spec> {
        self.routes.iter().map(|route| &route.spec)
    }

    pub(crate) fn into_parts(self) -> impl Iterator<Item = (Arc<Spec>, MethodRouter)> {
        self.routes.into_iter().map(|route| (Arc::new(route.spec), route.handler))
    }
}
