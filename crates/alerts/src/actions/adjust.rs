//! An admin changes what a rule watches for, or switches it off and on.

use data::{AuditEntry, Unit};
use kernel::Change;

use super::list::Alert;
use crate::{
    Error, Result,
    rules::{Overrides, Standing, State, catalogue},
    store::{
        silences,
        standings::{self, Kept},
        transitions,
    },
};

/// The longest `for` and `keep`, a day.
const LONGEST: i32 = 86_400;
/// The highest threshold: to 2^53 every whole number is itself.
const HIGHEST: f64 = 9_007_199_254_740_992.0;

/// What to change; cleared is as shipped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adjustment {
    /// Whether it is watched at all.
    pub enabled: Change<bool>,
    /// The value from which on it is bad.
    pub threshold: Change<f64>,
    /// Seconds that it must be bad before the alert fires.
    pub for_seconds: Change<i32>,
    /// Seconds that it must be good before the alert is normal again.
    pub keep_seconds: Change<i32>,
}

/// Changes a rule's settings, which hold from the next observation on. One that is switched off is normal at once, and
/// tells nobody.
///
/// # Errors
/// [`Error::NoSuchRule`]; [`Error::Field`] for a value that makes no sense.
pub async fn run(unit: &mut Unit, key: &str, change: Adjustment) -> Result<Alert> {
    let (rule, at) = (catalogue::find(key).ok_or(Error::NoSuchRule)?, unit.real_now());
    standings::install(unit, &[rule.key.to_owned()], at).await?;
    let mut kept = standings::lock(unit, rule.key).await?.ok_or(Error::NoSuchRule)?;
    let (old, before) = (kept.set, rule.under(&kept.set));
    kept.set = Overrides {
        enabled: change.enabled.over(old.enabled),
        threshold: change.threshold.over(old.threshold),
        for_seconds: change.for_seconds.over(old.for_seconds),
        keep_seconds: change.keep_seconds.over(old.keep_seconds),
    };
    check(&kept.set)?;
    if kept.set != old {
        standings::set(unit, rule.key, &kept.set).await?;
        let facts = serde_json::json!({ "from": old, "to": kept.set });
        unit.audit(AuditEntry::new("alerts.rule.adjusted", "rule", rule.key).with(facts));
    }
    let settings = rule.under(&kept.set);
    if settings.enabled != before.enabled {
        kept = reset(unit, rule.key, kept).await?;
    }
    let silenced = silences::in_force(unit, at).await?.iter().any(|silence| silence.mutes(rule, at));
    Ok(Alert { rule, settings, standing: Some(kept.standing), last_value: kept.last_value, silenced })
}

/// Normal, or unknown once it is watched again.
async fn reset(unit: &mut Unit, key: &str, kept: Kept) -> Result<Kept> {
    let at = unit.real_now();
    let standing = Standing::reset(at);
    let moves = kept.standing.state != State::Normal;
    let steps = kept.steps + i64::from(moves);
    if moves {
        transitions::add(unit, key, steps, [kept.standing.state, State::Normal], at, None).await?;
    }
    let kept = Kept { standing, told: false, steps, last_value: None, ..kept };
    standings::save(unit, key, &kept).await?;
    Ok(kept)
}

fn check(set: &Overrides) -> Result<()> {
    let seconds = |set: Option<i32>| set.is_none_or(|set| (0..=LONGEST).contains(&set));
    if !set.threshold.is_none_or(|threshold| threshold.abs() <= HIGHEST) {
        return Err(Error::Field("threshold", "A number up to 2^53"));
    }
    if !seconds(set.for_seconds) {
        return Err(Error::Field("for_seconds", "0 to 86400 seconds"));
    }
    if !seconds(set.keep_seconds) {
        return Err(Error::Field("keep_seconds", "0 to 86400 seconds"));
    }
    Ok(())
}
