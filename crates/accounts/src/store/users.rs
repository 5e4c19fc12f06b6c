//! `accounts.users`: profiles, with e-mail and name sealed for their row.

use data::{Result, Unit, unit::field};
use jiff_sqlx::ToSqlx;
use kernel::{PageSize, UserId};
use sqlx::query_as;
use uuid::Uuid;
use web::{Role, fields::Email};

use crate::user::{NewAccount, User};

const TABLE: &str = "accounts.users";

/// A row as it is stored.
struct Row {
    id: Uuid,
    email: Vec<u8>,
    name: Option<Vec<u8>>,
    role: String,
    is_active: bool,
    locale: String,
    time_zone: String,
    country: Option<String>,
    acquisition_source: Option<String>,
    acquisition_campaign: Option<String>,
    created_at: jiff_sqlx::Timestamp,
}

/// What a list of users is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// This address alone.
    pub email: Option<Email>,
    /// This role alone.
    pub role: Option<Role>,
    /// Active ones, or the others.
    pub is_active: Option<bool>,
}

/// What identifies an address without telling it.
pub(super) fn email_hash(unit: &Unit, email: &Email) -> [u8; 32] {
    unit.lookup("accounts.users.email", email.as_str())
}

/// Adds an account; the constraint `users_email` refuses a second one of the same address.
pub(crate) async fn insert(unit: &mut Unit, id: UserId, role: Role, new: &NewAccount) -> Result<User> {
    let email = unit.seal(field(TABLE, "email", id.uuid()), new.email.as_str().as_bytes());
    let name =
        new.name.as_ref().map(|name| unit.seal(field(TABLE, "name", id.uuid()), name.as_str().as_bytes()));
    let (hash, tenant, now) = (email_hash(unit, &new.email), unit.tenant(), unit.now());
    let acquisition = new.acquisition.as_ref();
    let row = query_as!(
        Row,
        "INSERT INTO accounts.users (tenant_id, id, email, email_hash, name, password_hash, role, is_active,
           locale, time_zone, country, acquisition_source, acquisition_campaign, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, $9, $10, $11, $12, $13)
         RETURNING id, email, name, role, is_active, locale, time_zone, country, acquisition_source,
           acquisition_campaign, created_at",
        tenant.uuid(),
        id.uuid(),
        email,
        hash.as_slice(),
        name,
        new.password_hash.as_str(),
        role.as_str(),
        new.home.locale.as_str(),
        new.home.time_zone.as_str(),
        new.home.country.map(|country| country.to_string()),
        acquisition.map(|from| from.source.as_str()),
        acquisition.and_then(|from| from.campaign.as_ref()).map(web::fields::Name::as_str),
        now.to_sqlx(),
    )
    .fetch_one(unit.connection())
    .await?;
    row.open(unit)
}

/// A user of the tenant.
pub(crate) async fn find(unit: &mut Unit, id: UserId) -> Result<Option<User>> {
    let tenant = unit.tenant();
    let row = query_as!(
        Row,
        "SELECT id, email, name, role, is_active, locale, time_zone, country, acquisition_source,
           acquisition_campaign, created_at
         FROM accounts.users WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| row.open(unit)).transpose()
}

/// As [`find`], and nobody else changes the user before this unit ends.
pub(crate) async fn lock(unit: &mut Unit, id: UserId) -> Result<Option<User>> {
    let tenant = unit.tenant();
    let row = query_as!(
        Row,
        "SELECT id, email, name, role, is_active, locale, time_zone, country, acquisition_source,
           acquisition_campaign, created_at
         FROM accounts.users WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| row.open(unit)).transpose()
}

/// Users that the filter lets through, newest first, from after `after` on.
pub(crate) async fn list(
    unit: &mut Unit,
    filter: &Filter,
    after: Option<UserId>,
    size: PageSize,
) -> Result<Vec<User>> {
    let tenant = unit.tenant();
    let hash = filter.email.as_ref().map(|email| email_hash(unit, email).to_vec());
    let rows = query_as!(
        Row,
        "SELECT id, email, name, role, is_active, locale, time_zone, country, acquisition_source,
           acquisition_campaign, created_at
         FROM accounts.users
         WHERE tenant_id = $1
           AND ($2::bytea IS NULL OR email_hash = $2)
           AND ($3::text IS NULL OR role = $3)
           AND ($4::boolean IS NULL OR is_active = $4)
           AND ($5::uuid IS NULL OR id < $5)
         ORDER BY id DESC LIMIT $6",
        tenant.uuid(),
        hash,
        filter.role.map(Role::as_str),
        filter.is_active,
        after.map(UserId::uuid),
        size.fetch(),
    )
    .fetch_all(unit.connection())
    .await?;
    rows.into_iter().map(|row| row.open(unit)).collect()
}

/// Writes name, language, zone and country.
pub(crate) async fn set_profile(unit: &mut Unit, user: &User) -> Result<()> {
    let (tenant, id) = (unit.tenant(), user.id.uuid());
    let name = user.name.as_ref().map(|name| unit.seal(field(TABLE, "name", id), name.as_bytes()));
    sqlx::query!(
        "UPDATE accounts.users SET name = $3, locale = $4, time_zone = $5, country = $6
         WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id,
        name,
        user.locale,
        user.time_zone,
        user.country,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Writes role and state.
pub(crate) async fn set_standing(unit: &mut Unit, id: UserId, role: Role, is_active: bool) -> Result<()> {
    let tenant = unit.tenant();
    sqlx::query!(
        "UPDATE accounts.users SET role = $3, is_active = $4 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        role.as_str(),
        is_active,
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

impl Row {
    fn open(self, unit: &Unit) -> Result<User> {
        Ok(User {
            id: self.id.into(),
            email: unit.open_text(field(TABLE, "email", self.id), &self.email)?,
            name: self.name.map(|name| unit.open_text(field(TABLE, "name", self.id), &name)).transpose()?,
            role: role(&self.role),
            is_active: self.is_active,
            locale: self.locale,
            time_zone: self.time_zone,
            country: self.country,
            acquisition_source: self.acquisition_source,
            acquisition_campaign: self.acquisition_campaign,
            created_at: self.created_at.to_jiff(),
        })
    }
}

/// The table's check lets no other name in; if one got past it, it would grant the least.
pub(super) fn role(name: &str) -> Role {
    Role::parse(name).unwrap_or(Role::User)
}
