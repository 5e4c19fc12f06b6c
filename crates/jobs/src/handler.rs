//! A registered handler, whatever payload it takes.

use std::{pin::Pin, sync::Arc};

use serde::de::DeserializeOwned;

use crate::{Context, JobError, Policy};

type Running = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Run = dyn Fn(Context, serde_json::Value) -> Result<Running, serde_json::Error> + Send + Sync;

/// What runs jobs of one kind.
#[derive(Clone)]
pub(crate) struct Handler {
    pub(crate) kind: &'static str,
    pub(crate) policy: Policy,
    run: Arc<Run>,
}

impl Handler {
    pub(crate) fn new<P, F, R>(kind: &'static str, policy: Policy, run: F) -> Self
    where
        P: DeserializeOwned,
        F: Fn(Context, P) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let run = move |context, payload| -> Result<Running, serde_json::Error> {
            Ok(Box::pin(run(context, serde_json::from_value(payload)?)))
        };
        Self { kind, policy, run: Arc::new(run) }
    }

    /// Starts it, unless the payload is not of its shape.
    pub(crate) fn start(
        &self,
        context: Context,
        payload: serde_json::Value,
    ) -> Result<Running, serde_json::Error> {
        (self.run)(context, payload)
    }
}
