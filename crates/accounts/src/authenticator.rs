//! From an access token to whoever signed in, for the gate.
//!
//! 1. The signature proves that the session was opened here; what the session and its account are worth now is
//!    read from the database, at most 900 ms old.
//! 2. So a revocation is in force within a second on every node, without a message that could be lost, and at
//!    once on the node that made it.

use std::time::Duration;

use data::{Actor, Database, Scope, fresh::Fresh};
use jiff::Timestamp;
use kernel::{Clock, CorrelationId};
use web::{Authenticate, Principal, SignInRefusal, SigningIn};

use crate::{
    Accounts,
    store::{standing, standing::Standing},
    tokens::access::{Bearer, Fault},
};

const MAX_AGE: Duration = Duration::from_millis(900);
const MOST_KEPT: u64 = 100_000;

/// What is known of the sign-ins that came by in the last moment.
pub(crate) struct Standings(Fresh<Bearer, Option<Standing>>);

impl Standings {
    pub(crate) fn new(real: Clock) -> Self {
        Self(Fresh::new(real, MAX_AGE, MOST_KEPT))
    }

    pub(crate) async fn forget(&self, bearer: &Bearer) {
        self.0.forget(bearer).await;
    }

    pub(crate) fn forget_all(&self) {
        self.0.forget_all();
    }

    async fn get(
        &self,
        database: &Database,
        bearer: Bearer,
        correlation: &CorrelationId,
    ) -> data::Result<Option<Standing>> {
        let load = async {
            let scope = Scope {
                tenant: bearer.tenant,
                actor: Actor::User(bearer.user),
                correlation: correlation.clone(),
            };
            standing::find(&mut database.unit(scope).await?, bearer.user, bearer.session).await
        };
        self.0.get(bearer, load).await
    }
}

impl Authenticate for Accounts {
    fn authenticate<'a>(&'a self, bearer: &'a str, correlation: &'a CorrelationId) -> SigningIn<'a> {
        Box::pin(async move {
            let now = self.database().clocks().real.now();
            let bearer = self.keys().access.check(bearer, now).map_err(|fault| match fault {
                Fault::Invalid => SignInRefusal::Invalid,
                Fault::Expired => SignInRefusal::Expired,
            })?;
            let standing = self.standings().get(self.database(), bearer, correlation).await;
            admit(bearer, standing.map_err(SignInRefusal::Unavailable)?, now)
        })
    }
}

fn admit(bearer: Bearer, standing: Option<Standing>, now: Timestamp) -> Result<Principal, SignInRefusal> {
    let standing = standing.ok_or(SignInRefusal::Revoked)?;
    if !standing.is_active {
        return Err(SignInRefusal::Inactive);
    }
    if standing.revoked || standing.expires_at <= now {
        return Err(SignInRefusal::Revoked);
    }
    let Bearer { tenant, user, session } = bearer;
    Ok(Principal { user, tenant, role: standing.role, session })
}

#[cfg(test)]
mod tests;
