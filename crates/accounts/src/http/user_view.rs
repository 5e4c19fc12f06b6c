//! An account, as an admin sees it.

use jiff::Timestamp;
use kernel::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use web::Role;

use crate::User;

/// An account of this business.
#[derive(Serialize, ToSchema)]
pub(super) struct UserView {
    /// Its identifier.
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// The address that it signs in with.
    email: String,
    /// How they are called.
    name: Option<String>,
    /// What they may do.
    role: Role,
    /// Whether the account may come in.
    is_active: bool,
    /// Their language.
    locale: String,
    /// Their time zone.
    time_zone: String,
    /// Their country, ISO 3166-1.
    country: Option<String>,
    /// Where they came from.
    acquisition_source: Option<String>,
    /// By which campaign.
    acquisition_campaign: Option<String>,
    /// When they signed up.
    created_at: Timestamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role,
            is_active: user.is_active,
            locale: user.locale,
            time_zone: user.time_zone,
            country: user.country,
            acquisition_source: user.acquisition_source,
            acquisition_campaign: user.acquisition_campaign,
            created_at: user.created_at,
        }
    }
}
