//! `mainstay admin create`: the way in to a new installation.

use data::{Actor, Scope};
use kernel::{Clocks, CorrelationId};
use secrecy::SecretString;
use web::fields::Email;

use crate::{
    app::{self, App},
    config::Config,
    installation::{self, Installation},
};

/// Why no admin was created.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The installation did not open.
    #[error(transparent)]
    Installation(#[from] installation::Error),
    /// The rooms could not be wired.
    #[error(transparent)]
    App(#[from] app::Error),
    /// Not an address.
    #[error("--email: not an e-mail address")]
    Email,
    /// Accounts refuse.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The database.
    #[error("database: {0}")]
    Data(#[from] data::Error),
}

/// Creates an admin of the default tenant, beside a running server or without one; answers what to tell the
/// operator.
///
/// # Errors
/// See [`Error`].
pub async fn create(config: &Config, email: &str, password: &str, if_missing: bool) -> Result<String, Error> {
    let address = Email::parse(email).ok_or(Error::Email)?;
    let installation = Installation::open_beside(config, Clocks::system()).await?;
    let created = make(config, &installation, address, password).await;
    installation.close().await?;
    match created {
        Ok(()) => Ok(format!("Created admin {email}")),
        Err(Error::Accounts(accounts::Error::EmailTaken)) if if_missing => Ok(format!("{email} exists")),
        Err(error) => Err(error),
    }
}

async fn make(
    config: &Config,
    installation: &Installation,
    email: Email,
    password: &str,
) -> Result<(), Error> {
    let app = App::wire(config, installation).await?;
    let password_hash = app.accounts.new_password(SecretString::from(password), &email).await?;
    let database = &installation.database;
    let correlation = CorrelationId::new(database.clocks().real.now());
    let scope = Scope { tenant: installation.default_tenant, actor: Actor::Operator, correlation };
    let mut unit = database.unit(scope).await?;
    let new = accounts::actions::create_admin::NewAdmin { email, name: None, password_hash };
    accounts::actions::create_admin::run(&mut unit, app.accounts.listeners(), new).await?;
    Ok(unit.commit(()).await?)
}
