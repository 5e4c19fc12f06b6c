//! A user's own profile, as they see it.

use data::Unit;
use jiff::Timestamp;
use kernel::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use web::Role;

use crate::{Accounts, Result, User};

/// Your profile and plan.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// Your identifier.
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// The address that you sign in with.
    email: String,
    /// How you are called.
    name: Option<String>,
    /// What you may do.
    role: Role,
    /// The plan in force: `free`, `trial`, `premium`.
    plan_type: String,
    /// Whether the account may come in.
    is_active: bool,
    /// When the running trial ends.
    trial_expires_at: Option<Timestamp>,
    /// Your language.
    locale: String,
    /// Your time zone.
    time_zone: String,
    /// Your country, ISO 3166-1.
    country: Option<String>,
    /// When you signed up.
    created_at: Timestamp,
}

impl Me {
    /// The profile of `user` with the plan that is in force for them.
    pub(super) async fn of(accounts: &Accounts, unit: &mut Unit, user: User) -> Result<Self> {
        let standing = accounts.entitled().standing(unit, user.id).await?;
        let User { id, email, name, role, is_active, locale, time_zone, country, created_at, .. } = user;
        let (plan_type, trial_expires_at) = (standing.plan, standing.trial_expires_at);
        Ok(Self {
            id,
            email,
            name,
            role,
            plan_type,
            is_active,
            trial_expires_at,
            locale,
            time_zone,
            country,
            created_at,
        })
    }
}
