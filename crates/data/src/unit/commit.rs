//! What a commit writes beside the change: the one place that adds rows to other rooms' tables
//! (`record.audit_entries`, `jobs.queue`), so that both happen or neither. Product events go to our own `data.outbox`.

use jiff_sqlx::ToSqlx;
use kernel::{AuditId, JobId, OutboxId, UserId};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Unit, idempotency};
use crate::{AuditEntry, Error, Event, NewJob, Result};

pub(super) async fn write<T: Serialize>(unit: &mut Unit, answer: &T) -> Result<()> {
    for entry in std::mem::take(&mut unit.audits) {
        add_audit(unit, entry).await?;
    }
    for job in std::mem::take(&mut unit.jobs) {
        add_job(unit, job).await?;
    }
    let events = std::mem::take(&mut unit.events);
    if !events.is_empty() {
        add_events(unit, &events).await?;
    }
    if let Some(slot) = unit.slot.take() {
        idempotency::keep(unit, &slot, answer).await?;
    }
    if let Some((job, attempt)) = unit.completes.take() {
        finish_job(unit, job, attempt).await?;
    }
    Ok(())
}

async fn add_audit(unit: &mut Unit, entry: AuditEntry) -> Result<()> {
    let at = unit.real_now();
    let (actor, correlation) = (unit.actor().to_string(), unit.correlation().to_string());
    sqlx::query!(
        "INSERT INTO record.audit_entries
           (tenant_id, id, recorded_at, actor, action, target, details, correlation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        unit.tenant().uuid(),
        AuditId::new(at).uuid(),
        at.to_sqlx(),
        actor,
        entry.action,
        entry.target,
        entry.details,
        correlation,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

async fn add_job(unit: &mut Unit, job: NewJob) -> Result<()> {
    let at = unit.real_now();
    let correlation = unit.correlation().to_string();
    sqlx::query!(
        "INSERT INTO jobs.queue
           (tenant_id, id, kind, payload, priority, unique_key, run_at, correlation_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (tenant_id, kind, unique_key) DO NOTHING",
        unit.tenant().uuid(),
        JobId::new(at).uuid(),
        job.kind,
        job.payload,
        job.priority,
        job.unique_key,
        job.run_at.unwrap_or(unit.now()).to_sqlx(),
        correlation,
        at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// All events in one statement.
async fn add_events(unit: &mut Unit, events: &[Event]) -> Result<()> {
    let at = unit.real_now();
    let ids: Vec<Uuid> = events.iter().map(|_| OutboxId::new(at).uuid()).collect();
    let names: Vec<String> = events.iter().map(|event| event.name.to_owned()).collect();
    let subjects: Vec<Option<Uuid>> = events.iter().map(|event| event.subject.map(UserId::uuid)).collect();
    let properties = events.iter().map(|event| serde_json::to_value(&event.properties));
    let properties: Vec<Value> = properties.collect::<serde_json::Result<_>>()?;
    sqlx::query!(
        "INSERT INTO data.outbox (tenant_id, id, name, subject, properties, occurred_at, recorded_at)
         SELECT $1, id, name, subject, properties, $6, $7
         FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::jsonb[]) AS new (id, name, subject, properties)",
        unit.tenant().uuid(),
        &ids,
        &names,
        &subjects as _,
        &properties,
        unit.now().to_sqlx(),
        at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Removes the finished job; the attempt number is the fence against a worker that lost its lease.
async fn finish_job(unit: &mut Unit, job: JobId, attempt: i32) -> Result<()> {
    let done = sqlx::query!(
        "DELETE FROM jobs.queue WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'",
        unit.tenant().uuid(),
        job.uuid(),
        attempt,
    )
    .execute(unit.connection())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Superseded) }
}
