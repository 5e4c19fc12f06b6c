//! Silences: an admin makes them, looks at them and ends them.

use data::{Actor, AuditEntry, Unit};
use jiff::{SignedDuration, Timestamp};
use kernel::{PageSize, SilenceId, UserId};

use crate::{
    Error, Result,
    rules::{Matcher, Silence, catalogue::SHIPPED},
    store::silences,
};

/// The longest silence: what should be silent for ever is switched off, where one sees it.
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A silence with its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its identifier; later ones are greater.
    pub id: SilenceId,
    /// Which alerts, and when.
    pub silence: Silence,
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<UserId>,
    /// Why, in one line.
    pub reason: String,
}

/// Makes a silence, by real time.
///
/// # Errors
/// [`Error::Field`] for one that means no rule, is over already, or is longer than thirty days.
pub async fn run(unit: &mut Unit, silence: Silence, reason: String) -> Result<Made> {
    let at = unit.real_now();
    if !SHIPPED.iter().any(|rule| silence.matcher.means(rule)) {
        let field = if matches!(silence.matcher, Matcher::Rule(_)) { "rule" } else { "label" };
        return Err(Error::Field(field, "No rule is meant by it"));
    }
    let length = silence.until.duration_since(silence.from);
    if silence.until <= at || !(SignedDuration::ZERO < length && length <= LONGEST) {
        return Err(Error::Field("until", "After now and after `from`, by at most 30 days"));
    }
    let by = if let Actor::User(user) = unit.actor() { Some(user) } else { None };
    let made = Made { id: SilenceId::new(at), silence, at, by, reason };
    silences::add(unit, &made).await?;
    let Silence { matcher, from, until } = &made.silence;
    let means = match matcher {
        Matcher::Rule(key) => key.clone(),
        Matcher::Label { name, value } => format!("{name}={value}"),
    };
    let facts = serde_json::json!({ "means": means, "from": from, "until": until });
    unit.audit(AuditEntry::new("alerts.silence.made", "silence", made.id).with(facts));
    Ok(made)
}

/// A page of the silences that are not over, newest first, and its last if more follow.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    before: Option<SilenceId>,
    size: PageSize,
) -> Result<(Vec<Made>, Option<SilenceId>)> {
    let at = unit.real_now();
    let mut page = silences::page(unit, at, before, size).await?;
    let more = page.len() > size.rows();
    page.truncate(size.rows());
    let last = page.last().filter(|_| more).map(|made| made.id);
    Ok((page, last))
}

/// Ends a silence at this unit's real time.
///
/// # Errors
/// [`Error::NoSuchSilence`], also for one that is over.
pub async fn end(unit: &mut Unit, id: SilenceId) -> Result<()> {
    let at = unit.real_now();
    if !silences::end(unit, id, at).await? {
        return Err(Error::NoSuchSilence);
    }
    unit.audit(AuditEntry::new("alerts.silence.ended", "silence", id));
    Ok(())
}
