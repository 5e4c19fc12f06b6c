//! An account, as this room hands it to others.

use std::fmt;

use jiff::Timestamp;
use kernel::UserId;
use web::{
    Role,
    fields::{Email, Name, Token},
};

use crate::{passwords::PasswordHash, rules::home::Home};

/// An account. It shows in logs by its id alone.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Its identifier.
    pub id: UserId,
    /// The address that it signs in with.
    pub email: String,
    /// How to call them, if they said.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether they may come in at all.
    pub is_active: bool,
    /// A language tag.
    pub locale: String,
    /// A zone of the tz database.
    pub time_zone: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Where they came from, if it was told.
    pub acquisition_source: Option<String>,
    /// By which campaign, if it was told.
    pub acquisition_campaign: Option<String>,
    /// Business time of the sign-up.
    pub created_at: Timestamp,
}

/// An account that is about to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The address to sign in with.
    pub email: Email,
    /// How to call them.
    pub name: Option<Name>,
    /// The hash of their password.
    pub password_hash: PasswordHash,
    /// Language, zone and country.
    pub home: Home,
    /// Where they came from.
    pub acquisition: Option<Acquisition>,
}

/// Where a new user came from.
#[derive(Clone, Debug)]
pub struct Acquisition {
    /// The source, as the spending on it is booked.
    pub source: Token,
    /// The campaign of that source.
    pub campaign: Option<Name>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}
