//! Sums up, in one mail, what was not mailed of a rule because there was too much of it.

use data::Unit;
use jiff::Timestamp;
use kernel::NoticeId;

use super::evaluate::mail;
use crate::{
    Result,
    rules::{About, Notice, catalogue, post},
    store::{notices, silences, standings},
};

/// Lets the summary of a rule be mailed, unless a mail since has said it, or there is a silence. Answers the business
/// time to come again at when there is no room for a mail yet.
///
/// # Errors
/// When the database fails.
pub async fn run(unit: &mut Unit, key: &str) -> Result<Option<Timestamp>> {
    let at = unit.real_now();
    let Some(rule) = catalogue::find(key) else { return Ok(None) };
    let Some(kept) = standings::lock(unit, key).await? else { return Ok(None) };
    let post = post::post(&notices::told(unit, key).await?, at);
    let muted = silences::in_force(unit, at).await?.iter().any(|silence| silence.mutes(rule, at));
    if post.unsaid == 0 || muted {
        return Ok(None);
    }
    if let Some(wait) = post.wait {
        return Ok(Some(unit.now().checked_add(wait)?));
    }
    let notice = Notice {
        rule,
        about: About::Summary,
        at,
        since: kept.standing.since,
        state: kept.standing.state,
        value: kept.last_value,
        threshold: rule.under(&kept.set).threshold,
        unsaid: i32::try_from(post.unsaid).unwrap_or(i32::MAX),
    };
    let id = NoticeId::new(at);
    notices::add(unit, id, &notice, true).await?;
    mail(unit, id);
    Ok(None)
}
