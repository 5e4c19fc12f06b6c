//! What an account's plan makes of its limits, without a look at the database for each request.
//!
//! The plan is asked of whoever knows plans, and kept for ten seconds: at most one look an account, node and ten seconds,
//! where authentication looks once a second. A claim in the token would be ten minutes old when somebody upgrades, and
//! would have `accounts` sign what only `billing` knows. Without a factor for any plan nothing is asked at all.

use std::{num::NonZeroU32, time::Duration};

use data::{Actor, Database, Scope, fresh::Fresh, ports::Entitled};
use kernel::{Clock, CorrelationId, TenantId, UserId};
use web::Principal;

use super::LimitsConfig;

/// How old a plan may be.
const MAX_AGE: Duration = Duration::from_secs(10);

/// How many times the limits of an account the caller has, as a request carries it to its handler.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanFactor(pub(crate) NonZeroU32);

/// The factors of accounts.
pub(crate) struct Plans {
    kept: Fresh<(TenantId, UserId), NonZeroU32>,
}

impl Plans {
    /// Nobody's plan known yet.
    pub(crate) fn new(clock: Clock, remembered: u64) -> Self {
        Self { kept: Fresh::new(clock, MAX_AGE, remembered) }
    }

    /// How many times the limits of an account this one has.
    ///
    /// Whoever's plan cannot be found out has it once: a limit is no reason to refuse, and the handler meets the same
    /// database by itself.
    pub(crate) async fn factor(
        &self,
        limits: &LimitsConfig,
        entitled: &dyn Entitled,
        database: &Database,
        principal: &Principal,
        correlation: &CorrelationId,
    ) -> NonZeroU32 {
        if limits.plans.is_empty() {
            return NonZeroU32::MIN;
        }
        let (tenant, user) = (principal.tenant, principal.user);
        let load = async {
            let scope = Scope { tenant, actor: Actor::User(user), correlation: correlation.clone() };
            let mut unit = database.unit(scope).await?;
            let standing = entitled.standing(&mut unit, user).await?;
            Ok(limits.plans.get(&standing.plan).map_or(NonZeroU32::MIN, |plan| plan.factor))
        };
        let found: data::Result<NonZeroU32> = self.kept.get((tenant, user), load).await;
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "an account's plan cannot be found: its limits are not multiplied");
            NonZeroU32::MIN
        })
    }
}
