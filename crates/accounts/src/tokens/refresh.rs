//! Refresh tokens: `mr_` and base64url of session id, generation and a keyed hash over both and the tenant.
//!
//! The database holds no secret: the token of a session's current generation can be derived again, which is
//! how a client whose answer was lost gets the same one twice. Several keys may be known; the newest writes,
//! every one reads.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use data::seal::{MasterKey, keyed_hash};
use kernel::{SessionId, TenantId};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

const PREFIX: &str = "mr_";
const BODY: usize = 16 + 4;
const MAC: usize = 32;

/// What a refresh token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The family that it belongs to.
    pub session: SessionId,
    /// How many tokens of the family came before it, from 1.
    pub generation: i32,
}

/// The keys that write and read refresh tokens, newest first.
pub struct RefreshKeys(Vec<Zeroizing<[u8; 32]>>);

impl RefreshKeys {
    /// Keys derived from the known master keys, newest first.
    ///
    /// # Panics
    /// Without any key.
    #[must_use]
    pub fn new(masters: &[MasterKey]) -> Self {
        assert!(!masters.is_empty(), "refresh tokens need a master key");
        Self(masters.iter().map(|master| master.derive(&[b"refresh"])).collect())
    }

    /// The token's text, the same each time for as long as the newest key stays.
    #[must_use]
    pub fn write(&self, tenant: TenantId, token: RefreshToken) -> String {
        let body = [token.session.uuid().as_bytes().as_slice(), &token.generation.to_be_bytes()].concat();
        let mac = seal(&self.0[0], tenant, &body);
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode([body.as_slice(), &mac].concat()))
    }

    /// What a text says, if it is a token of this tenant under a known key.
    #[must_use]
    pub fn read(&self, tenant: TenantId, text: &str) -> Option<RefreshToken> {
        let encoded = text.strip_prefix(PREFIX).filter(|rest| rest.len() <= 2 * (BODY + MAC))?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(encoded).ok().filter(|bytes| bytes.len() == BODY + MAC)?;
        let (body, mac) = bytes.split_at(BODY);
        if !self.0.iter().any(|key| bool::from(seal(key, tenant, body).ct_eq(mac))) {
            return None;
        }
        let (session, generation) = body.split_at(16);
        let session = Uuid::from_slice(session).ok()?.into();
        Some(RefreshToken { session, generation: i32::from_be_bytes(generation.try_into().ok()?) })
    }
}

fn seal(key: &[u8; 32], tenant: TenantId, body: &[u8]) -> [u8; MAC] {
    keyed_hash(key, &[tenant.uuid().as_bytes(), body])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(bytes: &[u8]) -> RefreshKeys {
        let masters: Vec<MasterKey> = bytes.iter().map(|byte| MasterKey::from_bytes([*byte; 32])).collect();
        RefreshKeys::new(&masters)
    }

    fn tenant(n: u128) -> TenantId {
        Uuid::from_u128(n).into()
    }

    fn token(session: u128, generation: i32) -> RefreshToken {
        RefreshToken { session: Uuid::from_u128(session).into(), generation }
    }

    #[test]
    fn only_its_tenant_and_a_known_key_read_it() {
        let text = keys(&[1]).write(tenant(1), token(5, 3));
        assert!(text.starts_with("mr_") && text.len() == 73, "{text}");
        assert_eq!(keys(&[2, 1]).read(tenant(1), &text), Some(token(5, 3)));
        assert_eq!(keys(&[1]).read(tenant(2), &text), None);
        assert_eq!(keys(&[2]).read(tenant(1), &text), None);
        assert_ne!(keys(&[2, 1]).write(tenant(1), token(5, 3)), text);
        assert_eq!(keys(&[1]).write(tenant(1), token(5, 3)), text, "it can be derived again");
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_refused() {
        let text = keys(&[1]).write(tenant(1), token(5, 3));
        for place in 0..text.len() {
            assert_eq!(keys(&[1]).read(tenant(1), &text[..place]), None);
            for bit in 0..7 {
                let mut bytes = text.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let altered = String::from_utf8(bytes).unwrap();
                assert_eq!(keys(&[1]).read(tenant(1), &altered), None, "bit {bit} of byte {place}");
            }
        }
        for longer in [format!("{text}A"), format!("{text}="), format!("mr_{text}"), text.replace("mr_", "")]
        {
            assert_eq!(keys(&[1]).read(tenant(1), &longer), None, "{longer}");
        }
    }

    proptest! {
        #[test]
        fn any_token_survives_the_round_trip(t: u128, session: u128, generation: i32) {
            let text = keys(&[1]).write(tenant(t), token(session, generation));
            prop_assert_eq!(keys(&[1]).read(tenant(t), &text), Some(token(session, generation)));
        }
    }
}
