//! The HTTP floor: listener, front, route table, parsed bodies, extractors, envelope, errors.
//!
//! 1. The [`mod@route`] table is the one source: router, OpenAPI, gate and tests read it.
//! 2. A body is parsed once, into a [`tree`] that the gate inspects and [`Body`] deserialises.
//! 3. [`Error`] and [`Reply`] become bytes in one place, the [`envelope`].
//!
//! It knows no capability and does not know what stands guard in front of a handler: whoever wires the
//! router passes a [`Guard`].

pub mod access;
mod answered;
mod body;
mod client;
pub mod cursor;
pub mod docs;
pub mod envelope;
mod error;
pub mod events;
pub mod fields;
mod framing;
pub mod front;
pub mod kinds;
pub mod listener;
pub mod openapi;
mod path;
mod peer;
pub mod query;
mod reply;
pub mod route;
mod router;
mod shell;
pub mod spec;
mod strict;
pub mod tree;
mod work;

pub use access::{Access, Authenticate, Permission, Principal, Require, Role, SignInRefusal, SigningIn};
pub use answered::{Answered, Judged, OnAnswer, unheard};
pub use body::{Body, ParsedBody};
pub use client::Client;
pub use error::{Error, FieldError, Result};
pub use path::PathOf;
pub use query::QueryOf;
pub use reply::{Listing, Reply, reply};
pub use route::{Route, Routes, route};
pub use router::{Guard, router};
pub use shell::{HostName, Shell};
pub use spec::{BodySpec, Class, Keep, Shape, Spec};
pub use work::{Work, Works};
