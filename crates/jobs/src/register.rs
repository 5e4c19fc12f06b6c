//! What a node runs: handlers by kind, and which of them recur.

use std::{collections::BTreeMap, sync::Arc};

use data::Database;
use jiff::{SignedDuration, civil};
use serde::de::DeserializeOwned;

use crate::{
    Context, JobError, Policy, Settings,
    handler::Handler,
    rules::cadence::Cadence,
    schedule::{Schedule, Schedules},
};

/// Before all other work.
const FIRST: i16 = 0;
/// As other jobs are queued.
const USUAL: i16 = 5;

/// The handlers, schedules and settings of this node; clones share them.
#[derive(Clone)]
pub struct Jobs {
    pub(crate) database: Database,
    pub(crate) settings: Settings,
    pub(crate) handlers: BTreeMap<&'static str, Arc<Handler>>,
    pub(crate) schedules: Schedules,
}

impl Jobs {
    /// No handlers yet.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self {
            database,
            settings: Settings::default(),
            handlers: BTreeMap::new(),
            schedules: Schedules::new(),
        }
    }

    /// With these settings instead of the usual ones.
    #[must_use]
    pub fn with(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Runs jobs of `kind` with `run`, under the usual policy.
    ///
    /// # Panics
    /// When the kind has a handler already.
    #[must_use]
    pub fn handle<P, F, R>(self, kind: &'static str, run: F) -> Self
    where
        P: DeserializeOwned + 'static,
        F: Fn(Context, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handle_under(Policy::default(), kind, run)
    }

    /// Runs jobs of `kind` with `run`, tried as `policy` says.
    ///
    /// # Panics
    /// When the kind has a handler already.
    #[must_use]
    pub fn handle_under<P, F, R>(mut self, policy: Policy, kind: &'static str, run: F) -> Self
    where
        P: DeserializeOwned + 'static,
        F: Fn(Context, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let earlier = self.handlers.insert(kind, Arc::new(Handler::new(kind, policy, run)));
        assert!(earlier.is_none(), "two handlers for jobs of kind {kind}");
        self
    }

    /// Runs `run` for every tenant at whole multiples of `step` since 1970, business time. A run that was
    /// missed, however often, is made up for once.
    ///
    /// # Panics
    /// When the kind has a handler already.
    #[must_use]
    pub fn every<F, R>(self, kind: &'static str, step: SignedDuration, run: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.recurring(kind, Schedule { cadence: Cadence::Every(step), priority: USUAL }, run)
    }

    /// As [`Jobs::every`], before all other work: for what must not wait because much waits.
    ///
    /// # Panics
    /// When the kind has a handler already.
    #[must_use]
    pub fn every_first<F, R>(self, kind: &'static str, step: SignedDuration, run: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.recurring(kind, Schedule { cadence: Cadence::Every(step), priority: FIRST }, run)
    }

    /// Runs `run` for every tenant once a day at `time`, UTC. What must follow a tenant's own zone runs every
    /// hour and looks.
    ///
    /// # Panics
    /// When the kind has a handler already.
    #[must_use]
    pub fn daily<F, R>(self, kind: &'static str, time: civil::Time, run: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.recurring(kind, Schedule { cadence: Cadence::Daily(time), priority: USUAL }, run)
    }

    fn recurring<F, R>(mut self, kind: &'static str, schedule: Schedule, run: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.schedules.insert(kind, schedule);
        self.handle(kind, move |context, (): ()| run(context))
    }
}
