//! What was measured becomes states, transitions and things to tell.

use data::{NewJob, Unit};
use jiff::Timestamp;
use kernel::NoticeId;

use crate::{
    Observations, Result, jobs,
    rules::{About, Notice, Rule, Settings, Severity, Silence, Standing, State, catalogue::SHIPPED, post},
    store::{
        notices, silences,
        standings::{self, Kept},
        transitions,
    },
};

/// A change of state, for the log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Of this rule.
    pub rule: &'static Rule,
    /// From.
    pub from: State,
    /// To.
    pub to: State,
    /// By this value.
    pub value: Option<f64>,
}

/// Takes every rule one observation further, made at this unit's real time. Two that run at once do so one after the
/// other; the same observation twice changes nothing the second time.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit, observations: &Observations) -> Result<Vec<Change>> {
    let at = unit.real_now();
    let mut kept = standings::lock_all(unit).await?;
    if SHIPPED.iter().any(|rule| !kept.contains_key(rule.key)) {
        let keys: Vec<String> = SHIPPED.iter().map(|rule| rule.key.to_owned()).collect();
        standings::install(unit, &keys, at).await?;
        kept = standings::lock_all(unit).await?;
    }
    let silences = silences::in_force(unit, at).await?;
    let mut changes = Vec::new();
    for rule in &SHIPPED {
        let Some(kept) = kept.get(rule.key) else { continue };
        let value = observations.get(rule.metric).copied().flatten();
        changes.extend(step(unit, rule, *kept, value, &silences).await?);
    }
    Ok(changes)
}

async fn step(
    unit: &mut Unit,
    rule: &'static Rule,
    kept: Kept,
    value: Option<f64>,
    silences: &[Silence],
) -> Result<Option<Change>> {
    let (at, settings) = (unit.real_now(), rule.under(&kept.set));
    if !settings.enabled {
        return Ok(None);
    }
    let value = value.filter(|value| value.is_finite());
    let standing = kept.standing.after(rule.sign(settings, value), at, settings);
    let (from, to) = (kept.standing.state, standing.state);
    let steps = kept.steps + i64::from(from != to);
    if from != to {
        transitions::add(unit, rule.key, steps, [from, to], at, value).await?;
    }
    let muted = silences.iter().any(|silence| silence.mutes(rule, at));
    if let Some((about, since)) = to_tell(rule, &kept, standing).filter(|_| !muted) {
        tell(unit, rule, settings, about, since, standing, value).await?;
    }
    let told = match to {
        State::Firing => kept.told || !muted,
        State::Normal | State::Pending => false,
        State::Recovering | State::NoData => kept.told,
    };
    standings::save(unit, rule.key, &Kept { standing, told, steps, last_value: value, ..kept }).await?;
    Ok((from != to).then_some(Change { rule, from, to, value }))
}

/// What the admins should hear of this step, and since when the alert fires or fired. A firing that began in silence is
/// told when the silence ends before it; one that was never told needs no end.
fn to_tell(rule: &Rule, kept: &Kept, standing: Standing) -> Option<(About, Timestamp)> {
    if rule.severity < Severity::Critical {
        return None;
    }
    match standing.state {
        State::Firing if !kept.told => standing.fired.map(|fired| (About::Firing, fired)),
        State::Normal if kept.told => kept.standing.fired.map(|fired| (About::Normal, fired)),
        _ => None,
    }
}

async fn tell(
    unit: &mut Unit,
    rule: &'static Rule,
    settings: Settings,
    about: About,
    since: Timestamp,
    standing: Standing,
    value: Option<f64>,
) -> Result<()> {
    let at = unit.real_now();
    let post = post::post(&notices::told(unit, rule.key).await?, at);
    let unsaid = i32::try_from(post.unsaid).unwrap_or(i32::MAX);
    let (state, threshold) = (standing.state, settings.threshold);
    let notice = Notice { rule, about, at, since, state, value, threshold, unsaid };
    let id = NoticeId::new(at);
    notices::add(unit, id, &notice, post.wait.is_none()).await?;
    if let Some(wait) = post.wait {
        let due = unit.now().checked_add(wait)?;
        let job = NewJob::new(jobs::SUMMARISE, jobs::Summarise { rule: rule.key.to_owned() });
        unit.enqueue(job.unique(rule.key).at(due));
    } else {
        mail(unit, id);
    }
    Ok(())
}

/// Lets a notice be mailed.
pub(super) fn mail(unit: &mut Unit, notice: NoticeId) {
    unit.enqueue(NewJob { priority: jobs::PRIORITY, ..NewJob::new(jobs::MAIL, jobs::Mail { notice }) });
}
