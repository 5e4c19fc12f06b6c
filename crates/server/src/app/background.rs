//! Background work: which jobs there are, and the tasks that run beside the listener.

use connectors::mail::Mailer;
use jiff::SignedDuration;
use jobs::{Context, JobError, Jobs};
use record::RequestLog;
use tokio::{sync::watch, task::JoinHandle};

use super::{App, alerts};
use crate::commands::serve::wait;

/// The tasks beside the listener.
pub struct Background {
    jobs: JoinHandle<()>,
    log: JoinHandle<()>,
    requests: JoinHandle<()>,
    gate: JoinHandle<()>,
}

/// Every job of every room.
pub(super) fn handlers(jobs: Jobs, mailer: Mailer, requests: RequestLog) -> Jobs {
    let jobs = jobs
        .handle(billing::jobs::LAPSE, async |context: Context, payload| {
            let mut unit = context.unit().await?;
            billing::jobs::lapse(&mut unit, payload)
                .await
                .map_err(|error| JobError::because("BILLING", error))?;
            Ok(unit.commit(()).await?)
        })
        .every(billing::jobs::SWEEP, SignedDuration::from_mins(5), async |context: Context| {
            let mut unit = context.unit().await?;
            billing::jobs::sweep(&mut unit).await.map_err(|error| JobError::because("BILLING", error))?;
            Ok(unit.commit(()).await?)
        })
        .every("server.sweep", SignedDuration::from_hours(1), move |context: Context| {
            sweep(context, requests.clone())
        });
    alerts::handlers(jobs, mailer)
}

/// Removes what is past its time: old requests, security events, blocks, alert records and product events, kept answers and ended
/// sessions.
async fn sweep(context: Context, requests: RequestLog) -> Result<(), JobError> {
    requests.sweep(context.tenant()).await?;
    record::actions::sweep::run(context.database(), context.tenant()).await?;
    data::outbox::sweep(context.database(), context.tenant()).await?;
    ::alerts::actions::forget::run(context.database(), context.tenant())
        .await
        .map_err(|error| JobError::because("ALERTS", error))?;
    let mut unit = context.unit().await?;
    data::unit::idempotency::sweep(&mut unit).await?;
    accounts::actions::sweep_sessions::run(&mut unit)
        .await
        .map_err(|error| JobError::because("ACCOUNTS", error))?;
    Ok(unit.commit(()).await?)
}

impl App {
    /// Starts the workers, the writers of the logs and the exchange of blocks.
    #[must_use]
    pub fn start(&self, stopping: watch::Receiver<bool>) -> Background {
        let jobs = tokio::spawn(self.jobs.clone().run_until(wait(stopping.clone())));
        let log = tokio::spawn(self.log.clone().run_until(wait(stopping.clone())));
        let requests = tokio::spawn(self.requests.clone().run_until(wait(stopping.clone())));
        let gate = tokio::spawn(self.gate.clone().run_until(wait(stopping)));
        Background { jobs, log, requests, gate }
    }
}

impl Background {
    /// Waits until running jobs are done and the logs are written.
    pub async fn finish(self) {
        let _ = self.jobs.await;
        let _ = self.log.await;
        let _ = self.requests.await;
        let _ = self.gate.await;
    }
}
