//! Accounts: who has one, how they sign in, and what the gate may believe of a token.
//!
//! 1. E-mail and name are sealed; a keyed hash finds an account by its address.
//! 2. Passwords are hashed with Argon2id on a bounded pool, never while a unit holds a connection; a known and
//!    an unknown address cost the same.
//! 3. Refresh tokens are used once. One that comes again ends its session.
//! 4. Role, state and revocation are read fresh: what an admin changes is in force within a second on every
//!    node, and no token can claim otherwise.
//!
//! Plans come through [`data::ports::Entitled`]; this room knows none, and sends no message.

pub mod actions;
mod authenticator;
mod config;
mod error;
pub mod events;
mod http;
mod passwords;
pub mod rules;
mod store;
pub mod tokens;
mod user;
pub mod users;

use std::sync::Arc;

use data::{
    Database,
    ports::{Entitled, OnSignUp},
    seal::MasterKey,
};
use secrecy::{ExposeSecret, SecretString};
use web::fields::Email;

use authenticator::Standings;
pub use config::{Config, Hashing};
pub use error::{Error, Result};
pub use http::routes;
pub use passwords::{Checked, PasswordHash, Passwords};
pub use store::{credentials::Credentials, reads};
use tokens::TokenKeys;
pub use tokens::{Grant, Tokens};
pub use user::{Acquisition, NewAccount, User};
pub use users::{Filter, Session};

/// What the routes and the gate share of this room; clones share everything.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    config: Config,
    database: Database,
    keys: TokenKeys,
    passwords: Passwords,
    standings: Standings,
    on_sign_up: Vec<Arc<dyn OnSignUp>>,
    entitled: Arc<dyn Entitled>,
}

impl Accounts {
    /// Accounts over a database, with the known master keys, newest first, and the rooms that take part.
    ///
    /// # Errors
    /// [`Error::Hashing`] when Argon2 does not take the configured cost.
    pub fn new(
        config: Config,
        database: Database,
        keys: &[MasterKey],
        on_sign_up: Vec<Arc<dyn OnSignUp>>,
        entitled: Arc<dyn Entitled>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            keys: TokenKeys::new(keys, &config),
            passwords: Passwords::new(config.hashing)?,
            standings: Standings::new(database.clocks().real.clone()),
            config,
            database,
            on_sign_up,
            entitled,
        })))
    }

    /// The hash of a new password that the policy takes for the account of `email`.
    ///
    /// # Errors
    /// [`Error::PasswordTooWeak`]; [`Error::Busy`] when too many passwords are being hashed.
    pub async fn new_password(&self, password: SecretString, email: &Email) -> Result<PasswordHash> {
        let least = usize::from(self.0.config.password_min);
        rules::password::check(password.expose_secret(), email.as_str(), least)
            .map_err(Error::PasswordTooWeak)?;
        self.0.passwords.hash(password).await
    }

    /// The pool that hashes passwords.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The rooms that take part in a sign-up, for the actions that make accounts.
    #[must_use]
    pub fn listeners(&self) -> &[Arc<dyn OnSignUp>] {
        &self.0.on_sign_up
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn keys(&self) -> &TokenKeys {
        &self.0.keys
    }

    pub(crate) fn standings(&self) -> &Standings {
        &self.0.standings
    }

    pub(crate) fn entitled(&self) -> &dyn Entitled {
        &*self.0.entitled
    }
}
