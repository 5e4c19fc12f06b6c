//! Sealing of personal fields, and the keyed hash that finds an e-mail without opening it.
//!
//! 1. A sealed value is `version | key id | nonce | ciphertext and tag` (XChaCha20-Poly1305).
//! 2. The tenant, table, column and row are authenticated with it: a value copied to another row,
//!    column or tenant does not open.
//! 3. Each tenant has its own key, derived from the master key; several master keys may be known at
//!    once, the newest seals, the key id says which one opens.
//!
//! Caveat: who holds the master key and the database reads everything. Keep them apart: the key
//! lives in a file of mode 0600 outside the database, or comes from the environment.
//!
//! ```
//! use data::seal::{Field, MasterKey, Sealer};
//! use kernel::TenantId;
//!
//! let sealer = Sealer::new(vec![MasterKey::from_bytes([7; 32])]);
//! let (tenant, row) = (TenantId::from(uuid::Uuid::from_u128(1)), uuid::Uuid::from_u128(2));
//! let name = Field { table: "accounts.users", column: "name", row };
//! let sealed = sealer.seal(tenant, name, b"Ada");
//! assert_eq!(sealer.open(tenant, name, &sealed)?, b"Ada");
//!
//! let elsewhere = Field { column: "email", ..name };
//! assert!(sealer.open(tenant, elsewhere, &sealed).is_err());
//! # Ok::<(), data::Error>(())
//! ```

use std::sync::Arc;

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::Mac;
use kernel::{TenantId, entropy};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{Error, Result};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
const HEADER: usize = 1 + KEY_ID + NONCE;

/// The secret that everything else is derived from. It has no `Debug` and no way to print it.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// The place that a value is sealed for.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Schema and table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// The row's identifier.
    pub row: Uuid,
}

/// Seals with the newest master key, opens with any that it knows. Clones share the keys.
#[derive(Clone)]
pub struct Sealer(Arc<[MasterKey]>);

impl MasterKey {
    /// A key from 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A key of its own for one purpose (HKDF-SHA256).
    #[must_use]
    pub fn derive(&self, purpose: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let derivation = Hkdf::<Sha256>::new(Some(b"mainstay"), self.0.as_slice());
        if derivation.expand_multi_info(purpose, key.as_mut_slice()).is_err() {
            unreachable!("HKDF gives 32 bytes at any length of purpose");
        }
        key
    }

    /// A derived key as 64 hexadecimal digits.
    #[must_use]
    pub fn derive_hex(&self, purpose: &str) -> String {
        hex::encode(self.derive(&[purpose.as_bytes()]))
    }

    fn id(&self) -> [u8; KEY_ID] {
        let digest = Sha256::digest(self.derive(&[b"key id"]).as_slice());
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn cipher(&self, tenant: TenantId) -> XChaCha20Poly1305 {
        let key = self.derive(&[b"field", tenant.uuid().as_bytes()]);
        XChaCha20Poly1305::new(&Key::from(*key))
    }
}

impl Sealer {
    /// A sealer over the known master keys, newest first.
    ///
    /// # Panics
    /// Without any key.
    #[must_use]
    pub fn new(keys: Vec<MasterKey>) -> Self {
        assert!(!keys.is_empty(), "a sealer needs a master key");
        Self(keys.into())
    }

    /// Seals a value for one place.
    #[must_use]
    pub fn seal(&self, tenant: TenantId, field: Field, value: &[u8]) -> Vec<u8> {
        let key = &self.0[0];
        let nonce = entropy::bytes::<NONCE>();
        let payload = Payload { msg: value, aad: &place(tenant, field) };
        let Ok(ciphertext) = key.cipher(tenant).encrypt(&XNonce::from(nonce), payload) else {
            unreachable!("XChaCha20-Poly1305 seals anything under 256 GiB");
        };
        [&[VERSION], key.id().as_slice(), &nonce, &ciphertext].concat()
    }

    /// Opens a value that was sealed for this place.
    ///
    /// # Errors
    /// [`Error::Seal`] when it was sealed for another place, altered, or under a key that is not known.
    pub fn open(&self, tenant: TenantId, field: Field, sealed: &[u8]) -> Result<Vec<u8>> {
        if sealed.len() < HEADER || sealed[0] != VERSION {
            return Err(Error::Seal);
        }
        let (id, rest) = sealed[1..].split_at(KEY_ID);
        let (nonce, ciphertext) = rest.split_at(NONCE);
        let key = self.0.iter().find(|key| key.id() == id).ok_or(Error::Seal)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Error::Seal)?;
        let payload = Payload { msg: ciphertext, aad: &place(tenant, field) };
        key.cipher(tenant).decrypt(&XNonce::from(nonce), payload).map_err(|_| Error::Seal)
    }

    /// Opens a text that was sealed for this place.
    ///
    /// # Errors
    /// As [`Sealer::open`]; also when it is not UTF-8.
    pub fn open_text(&self, tenant: TenantId, field: Field, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open(tenant, field, sealed)?).map_err(|_| Error::Seal)
    }

    /// A keyed hash over parts of any length, for telling whether two requests are the same without
    /// keeping what they say: who has only the database cannot test guesses against it.
    #[must_use]
    pub fn fingerprint(&self, tenant: TenantId, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.0[self.0.len() - 1].derive(&[b"fingerprint", tenant.uuid().as_bytes()]);
        let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
        let pairs: Vec<&[u8]> =
            lengths.iter().zip(parts).flat_map(|(length, part)| [length.as_slice(), part]).collect();
        keyed_hash(&key, &pairs)
    }

    /// A keyed hash for exact look-up of `value` in `column`: HMAC-SHA-256 under a key of the tenant's.
    ///
    /// It stays the same when a newer master key starts to seal: the oldest known key makes it.
    #[must_use]
    pub fn lookup(&self, tenant: TenantId, column: &str, value: &str) -> [u8; 32] {
        let key = self.0[self.0.len() - 1].derive(&[b"lookup", tenant.uuid().as_bytes()]);
        keyed_hash(&key, &[column.as_bytes(), &[0], value.as_bytes()])
    }
}

/// HMAC-SHA-256 over the parts, one after the other.
#[must_use]
pub fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = <hmac::Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length");
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The authenticated place: fixed-length ids first, then two names that a zero byte keeps apart.
fn place(tenant: TenantId, field: Field) -> Vec<u8> {
    let tenant = tenant.uuid();
    let parts: [&[u8]; 5] =
        [tenant.as_bytes(), field.row.as_bytes(), field.table.as_bytes(), &[0], field.column.as_bytes()];
    parts.concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId::from(Uuid::from_u128(n))
    }

    fn field(column: &'static str, row: u128) -> Field {
        Field { table: "t.t", column, row: Uuid::from_u128(row) }
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let sealer = Sealer::new(vec![MasterKey::from_bytes([1; 32])]);
        let sealed = sealer.seal(tenant(1), field("a", 1), b"value");
        assert_eq!(sealer.open(tenant(1), field("a", 1), &sealed).unwrap(), b"value");
        for (t, f) in [(2, field("a", 1)), (1, field("b", 1)), (1, field("a", 2))] {
            assert!(matches!(sealer.open(tenant(t), f, &sealed), Err(Error::Seal)));
        }
        let other = Sealer::new(vec![MasterKey::from_bytes([2; 32])]);
        assert!(other.open(tenant(1), field("a", 1), &sealed).is_err());
    }

    #[test]
    fn an_older_key_still_opens_and_still_finds() {
        let (old, new) = (MasterKey::from_bytes([1; 32]), MasterKey::from_bytes([2; 32]));
        let before = Sealer::new(vec![old.clone()]);
        let after = Sealer::new(vec![new, old]);
        let sealed = before.seal(tenant(1), field("a", 1), b"x");
        assert_eq!(after.open(tenant(1), field("a", 1), &sealed).unwrap(), b"x");
        assert_eq!(before.lookup(tenant(1), "email", "a@b.c"), after.lookup(tenant(1), "email", "a@b.c"));
        assert!(before.open(tenant(1), field("a", 1), &after.seal(tenant(1), field("a", 1), b"x")).is_err());
    }

    proptest! {
        #[test]
        fn any_altered_byte_is_noticed(value in proptest::collection::vec(any::<u8>(), 0..40), at in 0usize..90, flip in 1u8..) {
            let sealer = Sealer::new(vec![MasterKey::from_bytes([1; 32])]);
            let mut sealed = sealer.seal(tenant(1), field("a", 1), &value);
            let at = at % sealed.len();
            sealed[at] ^= flip;
            prop_assert!(sealer.open(tenant(1), field("a", 1), &sealed).is_err());
        }
    }
}
