//! One attempt at one job, from the claim to its end.
//!
//! The lease is renewed every third of it, beside the handler and not inside, so that a handler that is
//! busy keeps its job. What becomes of the job is decided here, in [`settle`], and fenced by the attempt:
//! an attempt that was overtaken changes nothing.

use std::{pin::pin, sync::Arc, time::Duration};

use data::{Database, presence};
use kernel::entropy;
use tokio::{task::JoinError, time::MissedTickBehavior};
use tokio_util::task::AbortOnDropHandle;

use crate::{Context, JobError, handler::Handler, store, store::Claimed};

/// What an attempt came to, as the metrics name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Retried,
    Failed,
    Discarded,
    Snoozed,
    /// Another worker has it.
    Superseded,
    /// Its end could not be recorded.
    Lost,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Failed => "failed",
            Self::Discarded => "discarded",
            Self::Snoozed => "snoozed",
            Self::Superseded => "superseded",
            Self::Lost => "lost",
        }
    }
}

/// Runs a claimed job to its end. Dropped, it breaks the handler off and leaves the job to its lease.
pub(crate) async fn execute(
    database: Database,
    handler: Arc<Handler>,
    job: Claimed,
    lease: Duration,
) -> Outcome {
    let clocks = database.clocks().clone();
    let (kind, started) = (handler.kind, clocks.real.now());
    let delay = clocks.business.now().duration_since(job.run_at);
    metrics::histogram!("job_start_delay_seconds", "kind" => kind).record(delay.as_secs_f64());
    let result = run(&database, &handler, &job, lease).await;
    let outcome = settle(&database, &handler, &job, result).await.unwrap_or_else(|error| {
        // The lease runs out and another attempt is made.
        database.learn(&error);
        tracing::warn!(kind, job = %job.id, cause = %chain(&error), "a job's end was not recorded");
        Outcome::Lost
    });
    metrics::counter!("jobs_total", "kind" => kind, "outcome" => outcome.as_str()).increment(1);
    let took = clocks.real.now().duration_since(started);
    metrics::histogram!("job_seconds", "kind" => kind).record(took.as_secs_f64());
    outcome
}

/// A job whose node gave no sign of life: counted as a failure, so that one that kills its node ends.
pub(crate) async fn reclaim(database: &Database, handler: &Handler, job: &Claimed) -> data::Result<()> {
    let outcome = settle(database, handler, job, Err(JobError::retry("LEASE_LAPSED"))).await?;
    metrics::counter!("jobs_total", "kind" => handler.kind, "outcome" => outcome.as_str()).increment(1);
    Ok(())
}

async fn run(database: &Database, handler: &Handler, job: &Claimed, lease: Duration) -> Result<(), JobError> {
    let context = Context::new(database, handler.kind, job);
    let running =
        handler.start(context, job.payload.clone()).map_err(|error| JobError::because("PAYLOAD", error))?;
    let running = presence::watched(tokio::time::timeout(handler.policy.timeout, running));
    // A task of its own: a panic stays in it, and so does a handler that keeps its thread busy.
    let mut task = pin!(AbortOnDropHandle::new(tokio::spawn(running)));
    let mut beat = tokio::time::interval(lease / 3);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat.tick().await;
    let mut ours = true;
    loop {
        tokio::select! {
            ended = &mut task => {
                let in_time = ended.map_err(|error| broken_off(&error))?;
                return in_time.unwrap_or_else(|_| Err(JobError::retry("TIMED_OUT")));
            }
            // When it is no longer ours, the commit has ended it, or the fence stops it there.
            _ = beat.tick(), if ours => match store::extend(database, job, lease).await {
                Ok(held) => ours = held,
                Err(error) => database.learn(&error),
            },
        }
    }
}

/// What a panic says may quote anything, so it is not kept.
fn broken_off(error: &JoinError) -> JobError {
    JobError::retry(if error.is_panic() { "PANICKED" } else { "BROKEN_OFF" })
}

async fn settle(
    database: &Database,
    handler: &Handler,
    job: &Claimed,
    result: Result<(), JobError>,
) -> data::Result<Outcome> {
    let (ours, outcome) = match result {
        Ok(()) => {
            store::remove(database, job).await?;
            (true, Outcome::Done)
        }
        Err(JobError::Discard { code }) => {
            tracing::warn!(kind = handler.kind, job = %job.id, code, "job discarded");
            (store::remove(database, job).await?, Outcome::Discarded)
        }
        Err(JobError::Snooze(until)) => {
            (store::put_back(database, job, until, None).await?, Outcome::Snoozed)
        }
        Err(JobError::GiveUp { code, cause }) => {
            let cause = cause.map(|cause| chain(&*cause)).unwrap_or_default();
            tracing::error!(kind = handler.kind, job = %job.id, code, cause, "job given up");
            (store::give_up(database, job, code).await?, Outcome::Failed)
        }
        Err(JobError::Retry { code, cause }) => {
            let cause = cause.map(|cause| chain(&*cause)).unwrap_or_default();
            tracing::warn!(kind = handler.kind, job = %job.id, attempt = job.attempt, code, cause, "job failed");
            retry(database, handler, job, code).await?
        }
    };
    Ok(if ours { outcome } else { Outcome::Superseded })
}

async fn retry(
    database: &Database,
    handler: &Handler,
    job: &Claimed,
    code: &'static str,
) -> data::Result<(bool, Outcome)> {
    let Some(wait) = handler.policy.wait_after(job.failures + 1, entropy::unit_interval()) else {
        tracing::error!(kind = handler.kind, job = %job.id, code, "job given up");
        return Ok((store::give_up(database, job, code).await?, Outcome::Failed));
    };
    let run_at = database.clocks().business.now().checked_add(wait)?;
    Ok((store::put_back(database, job, run_at, Some(code)).await?, Outcome::Retried))
}

/// An error and its causes, without what PostgreSQL quotes.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(data::describe).collect::<Vec<_>>().join(": ")
}
