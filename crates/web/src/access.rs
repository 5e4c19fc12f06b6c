//! Who may do what: roles, the permission matrix and what a route asks for.

use std::pin::Pin;

use kernel::{CorrelationId, SessionId, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is in their tenant. A higher level may do whatever a lower one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Level 1: their own things.
    User,
    /// Level 2: the whole tenant.
    Admin,
}

/// One row of the permission matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See one's own profile, plan and usage.
    ViewProfile,
    /// Change one's own profile and plan.
    UpdateProfile,
    /// Use the products.
    ViewRecommendations,
    /// Author content.
    CreateContent,
    /// See the numbers of the business.
    ViewAnalytics,
    /// See and change other accounts.
    ManageUsers,
    /// See how the installation is doing.
    SystemHealth,
}

/// The permission matrix: the lowest role that each permission needs.
pub const MATRIX: [(Permission, Role); 7] = [
    (Permission::ViewProfile, Role::User),
    (Permission::UpdateProfile, Role::User),
    (Permission::ViewRecommendations, Role::User),
    (Permission::CreateContent, Role::Admin),
    (Permission::ViewAnalytics, Role::Admin),
    (Permission::ManageUsers, Role::Admin),
    (Permission::SystemHealth, Role::Admin),
];

/// Who may come to a route at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody who has signed in.
    SignedIn,
    /// Whoever has the permission.
    Permission(Permission),
}

/// What a route or a whole nested router asks for besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Require {
    /// The role admin.
    Admin,
    /// A plan that counts as premium; a running trial does.
    Premium,
    /// A feature of the plan, and its flag, if there is one, open for this user.
    Feature(&'static str),
}

/// Turns an access token into whoever signed in; implemented by the room that keeps the accounts.
pub trait Authenticate: Send + Sync {
    /// The principal of an access token, or why there is none.
    fn authenticate<'a>(&'a self, bearer: &'a str, correlation: &'a CorrelationId) -> SigningIn<'a>;
}

/// A future that [`Authenticate`] gives back.
pub type SigningIn<'a> = Pin<Box<dyn Future<Output = Result<Principal, SignInRefusal>> + Send + 'a>>;

/// Why an access token lets nobody in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// It is no token of ours: malformed, altered, or signed by somebody else.
    #[error("the access token is not one of ours")]
    Invalid,
    /// It was one of ours and its time is over.
    #[error("the access token has expired")]
    Expired,
    /// Its session was ended.
    #[error("the session was ended")]
    Revoked,
    /// Its account is switched off.
    #[error("the account is not active")]
    Inactive,
    /// Nobody could be asked.
    #[error("the state of the session cannot be read")]
    Unavailable(#[source] data::Error),
}

/// Somebody who has signed in: established by the gate, read by extractors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The user.
    pub user: UserId,
    /// The business that the sign-in belongs to.
    pub tenant: TenantId,
    /// Fresh within a second.
    pub role: Role,
    /// The sign-in.
    pub session: SessionId,
}

impl Role {
    /// Its name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::User, Self::Admin].into_iter().find(|role| role.as_str() == name)
    }

    /// Whether the matrix gives this role a permission. What the matrix does not name, nobody may.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        MATRIX.iter().any(|(named, lowest)| *named == permission && self >= *lowest)
    }
}

impl Access {
    /// Whether somebody with this role, or a guest, may come in.
    #[must_use]
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => true,
            (Self::Permission(permission), Some(role)) => role.may(permission),
            (_, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_contract() {
        use Permission::*;
        for permission in [ViewProfile, UpdateProfile, ViewRecommendations] {
            assert!(Role::User.may(permission) && Role::Admin.may(permission), "{permission:?}");
        }
        for permission in [CreateContent, ViewAnalytics, ManageUsers, SystemHealth] {
            assert!(!Role::User.may(permission) && Role::Admin.may(permission), "{permission:?}");
        }
    }

    #[test]
    fn a_guest_comes_in_only_where_the_public_may() {
        assert!(Access::Public.admits(None));
        assert!(!Access::SignedIn.admits(None));
        assert!(!Access::Permission(Permission::ViewProfile).admits(None));
        assert!(Access::SignedIn.admits(Some(Role::User)));
        assert!(!Access::Permission(Permission::ManageUsers).admits(Some(Role::User)));
    }
}
