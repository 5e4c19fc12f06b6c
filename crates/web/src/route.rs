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
use utoipa::{
    IntoParams, ToSchema,
    openapi::{RefOr, Schema, path::Parameter, path::ParameterIn},
};

use crate::{Access, Permission, Require};

/// Everything that is known of a route before a request comes.
#[derive(Clone)]
pub struct Spec {
    /// The method.
    pub method: Method,
    /// The path below `/api/v1`, or from the root.
    pub path: String,
    /// Whether the path counts from the root.
    pub at_root: bool,
    /// Who may come.
    pub access: Access,
    /// What is asked besides.
    pub requires: Vec<Require>,
    /// Which rate limits apply.
    pub class: Class,
    /// One line for the documentation.
    pub summary: &'static str,
    /// The room that it belongs to.
    pub tag: &'static str,
    /// The body that it reads.
    pub body: Option<BodySpec>,
    /// The parameters in its query.
    pub query: Vec<Parameter>,
    /// The `data` that it answers.
    pub answer: Option<Shape>,
    /// The status of a successful answer.
    pub status: StatusCode,
    /// What is kept under an `Idempotency-Key`.
    pub keep: Keep,
}

/// What a route's requests cost and risk; each class has its own rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Reads one's own.
    Read,
    /// Changes something.
    Write,
    /// Guesses at credentials would come here.
    SignIn,
    /// Makes accounts.
    SignUp,
    /// Costs much: reports, exports.
    Heavy,
}

/// What is kept for a client that repeats a request with the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing: the route changes nothing, or repeating it is harmless.
    Nothing,
    /// That it was done, not the answer: the answer holds secrets.
    Done,
    /// The answer.
    Answer,
}

/// The body that a route reads.
#[derive(Clone)]
pub struct BodySpec {
    /// Its type.
    pub shape: Shape,
    /// The most bytes that are read.
    pub limit: usize,
}

/// A type as the OpenAPI document shows it.
#[derive(Clone)]
pub struct Shape {
    /// The schema itself or a reference to it.
    pub schema: RefOr<Schema>,
    /// Every schema that it refers to, by name.
    pub parts: Vec<(String, RefOr<Schema>)>,
}

/// A route that still lacks its handler.
pub struct Draft(Spec);

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

const BODY_LIMIT: usize = 64 * 1024;

/// Starts the description of a route; it is for admins until told otherwise.
#[must_use]
pub fn route(method: Method, path: &str) -> Draft {
    let changes = !matches!(method, Method::GET | Method::HEAD);
    Draft(Spec {
        method,
        path: path.to_owned(),
        at_root: false,
        access: Access::Permission(Permission::SystemHealth),
        requires: Vec::new(),
        class: if changes { Class::Write } else { Class::Read },
        summary: "",
        tag: "",
        body: None,
        query: Vec::new(),
        answer: None,
        status: StatusCode::OK,
        keep: if changes { Keep::Answer } else { Keep::Nothing },
    })
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
        self.0.body = Some(BodySpec { shape: Shape::of::<T>(), limit: BODY_LIMIT });
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

    /// Completes the route.
    pub fn handler<H, T, S>(self, handler: H) -> Route<S>
    where
        H: Handler<T, S>,
        T: 'static,
        S: Clone + Send + Sync + 'static,
    {
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
        let give = |route: Route<S>| Route { spec: route.spec, handler: route.handler.with_state(state.clone()) };
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

impl Spec {
    /// The whole path, as a client writes it.
    #[must_use]
    pub fn full_path(&self) -> String {
        if self.at_root { self.path.clone() } else { format!("/api/v1{}", self.path) }
    }

    /// What stands for a request to no route of ours.
    #[must_use]
    pub fn unrouted(method: Method) -> Self {
        Self { summary: "No such route", ..route(method, "/{unrouted}").public().keep(Keep::Nothing).0 }
    }
}

impl Shape {
    fn of<T: ToSchema>() -> Self {
        let mut parts = Vec::new();
        T::schemas(&mut parts);
        let name = T::name().into_owned();
        let whole = T::schema();
        // A named object is shown once, under its name; plain values stand where they are used.
        let named = matches!(&whole, RefOr::T(Schema::Object(object)) if !object.properties.is_empty())
            || matches!(&whole, RefOr::T(Schema::OneOf(_)));
        if !named {
            return Self { schema: whole, parts };
        }
        parts.push((name.clone(), whole));
        Self { schema: RefOr::Ref(utoipa::openapi::Ref::from_schema_name(name)), parts }
    }
}
