//! Alerts wired: which room measures what, and how a letter reaches the admins. The one place that knows the rules'
//! metrics, the accounts and the mail at once.
//!
//! A firing goes from a transition to a mail in steps that are each one commit: the notice with its job, one job for each
//! admin, one mail a job. A node that dies in between leaves a job behind, and the same mail twice at worst.

use accounts::Filter;
use alerts::{Metric, Observations, actions, jobs::Mail as Told};
use connectors::mail::{Mail, Mailer};
use data::{Actor, NewJob, Scope, Unit};
use jiff::{SignedDuration, Timestamp};
use jobs::{Context, JobError, Jobs};
use kernel::{CorrelationId, NoticeId, PageSize, UserId};
use serde::{Deserialize, Serialize};
use web::Role;

/// Sends one letter to one admin.
const DELIVER: &str = "alerts.deliver";

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Everything that rules can watch.
const METRICS: [Metric; 5] = [
    Metric {
        name: "jobs.given_up",
        read: |unit| {
            Box::pin(async {
                let since = before(unit.now(), HOUR);
                jobs::reads::given_up(unit, since).await.map(number).map(Some)
            })
        },
    },
    Metric {
        name: "jobs.oldest_due_seconds",
        read: |unit| {
            Box::pin(async {
                let (due, now) = (jobs::reads::due(unit).await?, unit.now());
                Ok(due.oldest.map(|oldest| now.duration_since(oldest).as_secs_f64()))
            })
        },
    },
    Metric {
        name: "security.critical_threats",
        read: |unit| Box::pin(async { lately(unit, &gate::CRITICAL).await.map(number).map(Some) }),
    },
    Metric {
        name: "security.events_dropped",
        read: |unit| Box::pin(async { lately(unit, &[record::DROPPED]).await.map(number).map(Some) }),
    },
    Metric {
        name: "security.refusals_per_minute",
        read: |unit| {
            Box::pin(async {
                // The last whole minute: this one has only begun.
                let now = unit.real_now();
                record::refused(unit, before(now, MINUTE), now, &[]).await.map(number).map(Some)
            })
        },
    },
];

/// What one delivery needs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Deliver {
    notice: NoticeId,
    admin: UserId,
}

/// The jobs of alerts.
pub(super) fn handlers(jobs: Jobs, mailer: Mailer) -> Jobs {
    jobs.every_first(alerts::jobs::EVALUATE, alerts::jobs::EVERY, evaluate)
        .handle(alerts::jobs::SUMMARISE, summarise)
        .handle(alerts::jobs::MAIL, share_out)
        .handle(DELIVER, move |context, payload| deliver(context, payload, mailer.clone()))
}

/// One that fails is not tried again: the next one is due in a moment, and would wait for it.
async fn evaluate(context: Context) -> Result<(), JobError> {
    let scope = Scope {
        tenant: context.tenant(),
        actor: Actor::Job(alerts::jobs::EVALUATE),
        correlation: CorrelationId::new(context.database().clocks().real.now()),
    };
    let seen = alerts::observe(context.database(), &scope, &METRICS).await;
    judge(&context, &seen).await.map_err(|error| {
        tracing::warn!(cause = %data::describe(&error), "alerts could not be evaluated");
        JobError::discard("ALERTS")
    })
}

async fn judge(context: &Context, seen: &Observations) -> alerts::Result<()> {
    let mut unit = context.unit().await?;
    let changes = actions::evaluate::run(&mut unit, seen).await?;
    unit.commit(()).await?;
    for change in changes {
        let (rule, from, to) = (change.rule.key, change.from.as_str(), change.to.as_str());
        tracing::info!(rule, from, to, value = change.value, "alert");
    }
    Ok(())
}

async fn summarise(context: Context, job: alerts::jobs::Summarise) -> Result<(), JobError> {
    let mut unit = context.unit().await?;
    match actions::summarise::run(&mut unit, &job.rule).await.map_err(failed)? {
        Some(until) => Err(JobError::Snooze(until)),
        None => Ok(unit.commit(()).await?),
    }
}

/// One delivery for each active admin, up to a hundred of them: an address that is refused keeps no other from its mail.
async fn share_out(context: Context, Told { notice }: Told) -> Result<(), JobError> {
    let mut unit = context.unit().await?;
    let filter = Filter { role: Some(Role::Admin), is_active: Some(true), email: None };
    let most = PageSize::new(PageSize::MAX).unwrap_or_default();
    let (admins, _) = accounts::users::page(&mut unit, &filter, None, most)
        .await
        .map_err(|error| JobError::because("ACCOUNTS", error))?;
    if admins.is_empty() {
        tracing::warn!(%notice, "an alert has nobody to be told to: there is no active admin");
    }
    for admin in admins {
        let job = NewJob::new(DELIVER, Deliver { notice, admin: admin.id });
        unit.enqueue(NewJob { priority: alerts::jobs::PRIORITY, ..job });
    }
    Ok(unit.commit(()).await?)
}

/// Loads, lets go of the connection, sends. Whoever is no admin any more gets nothing.
async fn deliver(
    context: Context,
    Deliver { notice, admin }: Deliver,
    mailer: Mailer,
) -> Result<(), JobError> {
    let mut unit = context.step().await?;
    let letter = actions::read_letter::run(&mut unit, notice).await.map_err(failed)?;
    let admin = accounts::users::find(&mut unit, admin)
        .await
        .map_err(|error| JobError::because("ACCOUNTS", error))?
        .filter(|admin| admin.is_active && admin.role >= Role::Admin);
    unit.abandon().await?;
    let (Some((letter, at)), Some(admin)) = (letter, admin) else {
        return Err(JobError::discard("NOBODY_TO_TELL"));
    };
    let mail = Mail::new(&format!("{notice}.{}", admin.id), &admin.email, &letter.subject, &letter.text, at);
    mailer.send(&mail.map_err(unsent)?).await.map_err(unsent)
}

fn unsent(error: connectors::mail::Error) -> JobError {
    if error.for_good() { JobError::give_up("MAIL_REFUSED", error) } else { JobError::because("MAIL", error) }
}

fn failed(error: alerts::Error) -> JobError {
    match error {
        alerts::Error::Data(error) => error.into(),
        error => JobError::because("ALERTS", error),
    }
}

/// Refusals of this minute and the last one.
async fn lately(unit: &mut Unit, reasons: &[&str]) -> data::Result<i64> {
    let now = unit.real_now();
    let end = now.saturating_add(MINUTE).unwrap_or(now);
    record::refused(unit, before(now, MINUTE), end, reasons).await
}

fn before(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_sub(by).unwrap_or(now)
}

#[expect(clippy::cast_precision_loss, reason = "nothing is counted up to 2^52")]
fn number(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_watches_something_that_is_measured() {
        for rule in alerts::rules::catalogue::SHIPPED {
            assert!(METRICS.iter().any(|metric| metric.name == rule.metric), "{}", rule.key);
        }
        assert!(METRICS.is_sorted_by(|one, next| one.name < next.name));
    }
}
