//! Access tokens: a signed word that somebody signed in, good for minutes.
//!
//! 1. HS256 only, under a key derived from a master key; `kid` names it. The newest key signs, every known
//!    one verifies, so that a new master key signs nobody out.
//! 2. The header must be exactly the one that this room writes for its key: no other algorithm, no key
//!    location, no extension.
//! 3. Expiry is checked against the caller's clock, never the library's.
//! 4. No role is in it: roles are read fresh from the accounts.

use data::seal::MasterKey;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use kernel::{SessionId, TenantId, UserId};
use serde::{Deserialize, Serialize};
use web::Principal;

use super::hs256;

/// Longer than any of ours; nothing longer is looked at.
const LONGEST: usize = 1_024;

/// Who a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bearer {
    /// The business that the sign-in belongs to.
    pub tenant: TenantId,
    /// The user.
    pub user: UserId,
    /// The sign-in.
    pub session: SessionId,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is none of ours, or was altered.
    Invalid,
    /// It was ours, and its time is over.
    Expired,
}

/// The keys that sign and verify, newest first.
pub struct AccessKeys {
    keys: Vec<Key>,
    lifetime: SignedDuration,
}

struct Key {
    header: Header,
    sign: EncodingKey,
    verify: DecodingKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: Issuer,
    sub: UserId,
    tid: TenantId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
enum Issuer {
    #[serde(rename = "mainstay")]
    Mainstay,
}

impl AccessKeys {
    /// Keys derived from the known master keys, newest first, for tokens that live this long.
    #[must_use]
    pub fn new(masters: &[MasterKey], lifetime: SignedDuration) -> Self {
        hs256::install();
        Self { keys: masters.iter().map(Key::of).collect(), lifetime }
    }

    /// How long a token lives, in seconds.
    #[must_use]
    pub fn lifetime_seconds(&self) -> i64 {
        self.lifetime.as_secs()
    }

    /// Writes a token that is good from `now` on.
    ///
    /// # Errors
    /// When there is no key or the claims cannot be written: a bug.
    pub fn issue(&self, bearer: Bearer, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let key = self.keys.first().ok_or(jsonwebtoken::errors::ErrorKind::InvalidKeyFormat)?;
        let Bearer { tenant, user, session } = bearer;
        let (iat, exp) = (now.as_second(), (now + self.lifetime).as_second());
        encode(
            &key.header,
            &Claims { iss: Issuer::Mainstay, sub: user, tid: tenant, sid: session, iat, exp },
            &key.sign,
        )
    }

    /// Who a token speaks for at `now`.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Bearer, Fault> {
        if token.len() > LONGEST {
            return Err(Fault::Invalid);
        }
        let header = decode_header(token).map_err(|_| Fault::Invalid)?;
        let key = self.keys.iter().find(|key| key.header == header).ok_or(Fault::Invalid)?;
        let claims =
            decode::<Claims>(token, &key.verify, &signature_only()).map_err(|_| Fault::Invalid)?.claims;
        if claims.exp <= now.as_second() {
            return Err(Fault::Expired);
        }
        Ok(Bearer { tenant: claims.tid, user: claims.sub, session: claims.sid })
    }
}

impl From<Principal> for Bearer {
    fn from(principal: Principal) -> Self {
        let Principal { tenant, user, session, .. } = principal;
        Self { tenant, user, session }
    }
}

impl Key {
    fn of(master: &MasterKey) -> Self {
        let secret = master.derive(&[b"jwt"]);
        let kid = hex::encode(&master.derive(&[b"jwt key id"])[..4]);
        let header = Header { kid: Some(kid), ..Header::new(Algorithm::HS256) };
        let (sign, verify) = (EncodingKey::from_secret(&*secret), DecodingKey::from_secret(&*secret));
        Self { header, sign, verify }
    }
}

/// The claims are checked by their types and by [`AccessKeys::check`].
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation
}

#[cfg(test)]
mod tests;
