//! Everything that is known of a route before a request comes.

use std::sync::Arc;

use http::{Method, StatusCode};
use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, Schema, path::Parameter},
};

use crate::{Access, Permission, Require, kinds::Kinds};

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
    /// The content type of an answer that stands outside the envelope.
    pub bare: Option<&'static str>,
    /// The status of a successful answer.
    pub status: StatusCode,
    /// What is kept under an `Idempotency-Key`.
    pub keep: Keep,
    /// Whether requests are only judged, never served: any method, any body, and nobody is counted.
    pub measured: bool,
    /// The kinds of its fields.
    pub kinds: Arc<Kinds>,
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

const BODY_LIMIT: usize = 64 * 1024;

/// The path of [`Spec::unrouted`].
pub const UNROUTED: &str = "/{unrouted}";

impl Spec {
    /// A route for admins, until its builder says otherwise.
    pub(crate) fn new(method: Method, path: &str) -> Self {
        let changes = !matches!(method, Method::GET | Method::HEAD);
        Self {
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
            bare: None,
            status: StatusCode::OK,
            keep: if changes { Keep::Answer } else { Keep::Nothing },
            measured: false,
            kinds: Arc::new(Kinds::none()),
        }
    }

    /// The whole path, as a client writes it.
    #[must_use]
    pub fn full_path(&self) -> String {
        if self.at_root { self.path.clone() } else { format!("/api/v1{}", self.path) }
    }

    /// What stands for a request to no route of ours.
    #[must_use]
    pub fn unrouted(method: Method) -> Self {
        Self {
            summary: "No such route",
            access: Access::Public,
            class: Class::Read,
            keep: Keep::Nothing,
            ..Self::new(method, UNROUTED)
        }
    }

    /// Whether it stands for a request to no route of ours.
    #[must_use]
    pub fn is_unrouted(&self) -> bool {
        self.path == UNROUTED
    }
}

impl BodySpec {
    /// A JSON body of this type, up to 64 KiB.
    pub(crate) fn of<T: ToSchema>() -> Self {
        Self { shape: Shape::of::<T>(), limit: BODY_LIMIT }
    }
}

impl Shape {
    pub(crate) fn of<T: ToSchema>() -> Self {
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
        Self { schema: RefOr::Ref(Ref::from_schema_name(name)), parts }
    }
}
