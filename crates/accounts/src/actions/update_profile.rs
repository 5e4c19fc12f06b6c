//! A user changes what is said of them.

use data::{AuditEntry, Unit};
use kernel::{UserId, locale::Country};
use web::fields::Name;

use crate::{
    Error, Result,
    rules::home::{Home, Locale, TimeZone},
    store::users,
    user::User,
};

/// What to change; `None` leaves a field as it is, `Some(None)` clears it or returns it to its default.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// How to call them.
    pub name: Option<Option<Name>>,
    /// Their language.
    pub locale: Option<Option<Locale>>,
    /// Their zone.
    pub time_zone: Option<Option<TimeZone>>,
    /// Their country.
    pub country: Option<Option<Country>>,
}

/// Changes a user's own profile; the audit log learns which fields, never what they hold.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub async fn run(unit: &mut Unit, id: UserId, change: ProfileChange) -> Result<User> {
    let old = users::lock(unit, id).await?.ok_or(Error::NoSuchUser)?;
    let name = change.name.map_or(old.name.clone(), |name| name.map(|name| name.as_str().to_owned()));
    let home = Home {
        locale: change.locale.unwrap_or_else(|| Locale::parse(&old.locale)).unwrap_or_default(),
        time_zone: change.time_zone.unwrap_or_else(|| TimeZone::parse(&old.time_zone)).unwrap_or_default(),
        country: change.country.unwrap_or_else(|| old.country.as_deref().and_then(Country::parse)),
    };
    users::set_profile(unit, id, name.as_deref(), &home).await?;
    let new = User {
        name,
        locale: home.locale.as_str().to_owned(),
        time_zone: home.time_zone.as_str().to_owned(),
        country: home.country.map(|country| country.to_string()),
        ..old.clone()
    };
    let changed = changed(&old, &new);
    if !changed.is_empty() {
        let entry = AuditEntry::new("accounts.user.profile_updated", "user", id);
        unit.audit(entry.with(serde_json::json!({ "fields": changed })));
    }
    Ok(new)
}

fn changed(old: &User, new: &User) -> Vec<&'static str> {
    let fields = [
        ("name", old.name != new.name),
        ("locale", old.locale != new.locale),
        ("time_zone", old.time_zone != new.time_zone),
        ("country", old.country != new.country),
    ];
    fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}
