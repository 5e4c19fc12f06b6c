//! The business on one page: a few numbers that other rooms keep, each with its instant and its definition.
//!
//! 1. A tile is a name, a value, `as_of` and a definition. All tiles of an answer have the same `as_of`.
//! 2. A month is one of the tenant's reporting zone, by business time.
//! 3. The numbers are those of the rooms that keep them; what MRR is, is said by revenue alone.
//!
//! It keeps nothing, has no SQL and no settings, and names nobody.

mod error;
mod http;

pub mod actions;
pub mod rules;

pub use error::{Error, Result};
pub use http::routes;
