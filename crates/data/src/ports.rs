//! What must reach every capability: traits that capabilities implement and the server wires.
//!
//! A port takes the unit of whoever calls it, so that the call is part of the same commit, and nobody
//! learns who else exists.

use std::pin::Pin;

use jiff::Timestamp;
use kernel::UserId;

use crate::{Result, Unit};

/// A future that a port gives back.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Somebody has just signed up; the new user is not committed yet.
pub trait OnSignUp: Send + Sync {
    /// Does this room's part of a sign-up.
    fn signed_up<'a>(&'a self, unit: &'a mut Unit, user: &'a NewUser) -> Answer<'a, ()>;
}

/// Whoever has just signed up, as far as other rooms may know.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The new user.
    pub id: UserId,
    /// Their time zone, an IANA name: periods and trials are counted in it.
    pub time_zone: String,
}

/// What a user's plan grants.
pub trait Entitled: Send + Sync {
    /// The standing of a user at this unit's business time.
    fn standing<'a>(&'a self, unit: &'a mut Unit, user: UserId) -> Answer<'a, Standing>;
}

/// A user's plan as other rooms see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which plan is in force: `free`, `trial`, `premium`.
    pub plan: String,
    /// Whether it counts as premium; a running trial does.
    pub premium: bool,
    /// When the running trial ends.
    pub trial_expires_at: Option<Timestamp>,
    /// The features that the plan includes, by name.
    pub features: Vec<String>,
    /// The plan to take for what this one lacks, and how.
    pub upgrade: Option<serde_json::Value>,
    /// The trial that may still be begun, and how.
    pub trial: Option<serde_json::Value>,
}

/// Whether a feature flag lets a user through.
pub trait Flagged: Send + Sync {
    /// `None` when there is no flag of that name; the plan alone decides then.
    fn flag<'a>(&'a self, unit: &'a mut Unit, name: &'a str, user: UserId) -> Answer<'a, Option<bool>>;
}
