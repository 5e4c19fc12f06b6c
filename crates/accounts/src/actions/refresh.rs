//! A refresh token is exchanged for its successor.

use data::{AuditEntry, Unit};

use crate::{
    Config, Error, Result,
    rules::rotation::{Verdict, judge},
    store::sessions,
    tokens::{Grant, refresh::RefreshToken},
};

/// What became of the token. Either is to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// The session goes on with this.
    Current(Grant),
    /// The token was used before: the session is ended here.
    Reused(Grant),
}

/// Exchanges a token that was read from its text.
///
/// # Errors
/// [`Error::RefreshTokenInvalid`] when its session is over or not known.
pub async fn run(unit: &mut Unit, token: RefreshToken, config: &Config) -> Result<Refreshed> {
    let RefreshToken { session, generation } = token;
    let (family, user) = sessions::lock(unit, session).await?.ok_or(Error::RefreshTokenInvalid)?;
    let grant = Grant { user, session, generation: family.generation };
    match judge(&family, generation, unit.real_now(), config.grace()) {
        Verdict::Rotate => {
            sessions::rotate(unit, session).await?;
            Ok(Refreshed::Current(Grant { generation: family.generation + 1, ..grant }))
        }
        Verdict::Repeat => Ok(Refreshed::Current(grant)),
        Verdict::Reused => {
            sessions::revoke(unit, user, session).await?;
            let facts = serde_json::json!({ "session": session, "presented": generation, "current": family.generation });
            unit.audit(AuditEntry::new("accounts.session.reuse_detected", "user", user).with(facts));
            Ok(Refreshed::Reused(grant))
        }
        Verdict::Dead => Err(Error::RefreshTokenInvalid),
    }
}
