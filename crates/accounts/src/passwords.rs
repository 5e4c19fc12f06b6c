//! Password hashing: Argon2id on a bounded pool, outside any unit.
//!
//! 1. At most `at_once` runs work and `waiting` wait; whoever comes then is told to come back, so a flood of
//!    sign-ins takes neither all memory nor all cores.
//! 2. An unknown account costs what a known one costs: its password is checked against a hash of the same
//!    parameters that no password fits.
//! 3. A hash of other parameters than today's is renewed at the next sign-in.
//!
//! Caveat: while hashes of older parameters remain, a wrong password for such an account takes as long as
//! those parameters did.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc},
};
use data::presence::assert_no_unit;
use kernel::entropy;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::{Error, Result, config::Hashing};

/// The hash of a password as a PHC string. It shows in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Hashes and checks passwords; clones share the pool.
#[derive(Clone)]
pub struct Passwords(Arc<Pool>);

/// What became of a password that was checked.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the account's, and the hash is up to date or renewed here.
    Right {
        /// The hash to keep from now on, when the kept one is out of date.
        renewed: Option<PasswordHash>,
    },
    /// It is not, or there is no such account.
    Wrong,
}

struct Pool {
    argon2: Argon2<'static>,
    nobody: PasswordHash,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    runs: AtomicU64,
}

impl Passwords {
    /// A pool of this cost and size.
    ///
    /// # Errors
    /// [`Error::Hashing`] when Argon2 does not take the parameters.
    pub fn new(cost: Hashing) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None);
        let params = params.map_err(|error| Error::Hashing(error.into()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let at_once = usize::from(cost.at_once.max(1));
        Ok(Self(Arc::new(Pool {
            nobody: nobody(argon2.params()).map_err(Error::Hashing)?,
            argon2,
            places: Arc::new(Semaphore::new(at_once + usize::from(cost.waiting))),
            turns: Arc::new(Semaphore::new(at_once)),
            runs: AtomicU64::new(0),
        })))
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn hash(&self, password: SecretString) -> Result<PasswordHash> {
        self.run(move |pool| pool.hash(&password)).await
    }

    /// Checks a password against an account's hash, or against nobody's when there is no account.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn check(&self, password: SecretString, known: Option<PasswordHash>) -> Result<Checked> {
        self.run(move |pool| pool.check(&password, known.as_ref())).await
    }

    /// How many times Argon2 has run.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.0.runs.load(Ordering::SeqCst)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Pool) -> password_hash::Result<T> + Send + 'static,
    ) -> Result<T> {
        assert_no_unit("password hashing");
        let place = self.0.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let turn = self.0.turns.clone().acquire_owned().await.map_err(|_| Error::Interrupted)?;
        let pool = self.0.clone();
        let result = tokio::task::spawn_blocking(move || {
            // They go with the work, not with the request: a client that hangs up frees no core.
            let _held = (place, turn);
            work(&pool)
        });
        result.await.map_err(|_| Error::Interrupted)?.map_err(Error::Hashing)
    }
}

impl Pool {
    fn hash(&self, password: &SecretString) -> password_hash::Result<PasswordHash> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let salt = entropy::bytes::<16>();
        let hash = self.argon2.hash_password_with_salt(password.expose_secret().as_bytes(), &salt)?;
        Ok(PasswordHash(hash.to_string()))
    }

    fn check(&self, password: &SecretString, known: Option<&PasswordHash>) -> password_hash::Result<Checked> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let hash = phc::PasswordHash::new(&known.unwrap_or(&self.nobody).0)?;
        match self.argon2.verify_password(password.expose_secret().as_bytes(), &hash) {
            Ok(()) => {}
            Err(password_hash::Error::PasswordInvalid) => return Ok(Checked::Wrong),
            Err(error) => return Err(error),
        }
        let renewed = if self.is_current(&hash) { None } else { Some(self.hash(password)?) };
        Ok(Checked::Right { renewed })
    }

    fn is_current(&self, hash: &phc::PasswordHash) -> bool {
        let today = self.argon2.params();
        let same = |params: Params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                == (today.m_cost(), today.t_cost(), today.p_cost())
        };
        hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(hash).is_ok_and(same)
    }
}

impl PasswordHash {
    /// A hash as it was stored.
    pub(crate) fn stored(phc: String) -> Self {
        Self(phc)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A hash of today's parameters whose output is random: no password gives it.
fn nobody(params: &Params) -> password_hash::Result<PasswordHash> {
    let hash = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: phc::ParamsString::try_from(params)?,
        salt: Some(phc::Salt::new(&entropy::bytes::<16>())?),
        hash: Some(phc::Output::new(&entropy::bytes::<32>())?),
    };
    Ok(PasswordHash(hash.to_string()))
}

#[cfg(test)]
mod tests;
