//! A user changes what is said of them.

use data::{AuditEntry, Unit};
use kernel::{Change, UserId, locale::Country};
use web::fields::Name;

use crate::{
    Error, Result,
    rules::home::{Locale, TimeZone},
    store::users,
    user::User,
};

/// What to change. Language and zone are never without a value: clearing returns them to their defaults.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// How to call them.
    pub name: Change<Name>,
    /// Their language.
    pub locale: Change<Locale>,
    /// Their zone.
    pub time_zone: Change<TimeZone>,
    /// Their country.
    pub country: Change<Country>,
}

/// Changes a user's own profile; the audit log learns which fields, never what they hold.
///
/// # Errors
/// [`Error::NoSuchUser`].
pub async fn run(unit: &mut Unit, id: UserId, change: ProfileChange) -> Result<User> {
    let old = users::lock(unit, id).await?.ok_or(Error::NoSuchUser)?;
    let new = apply(change, old.clone());
    let changed = changed(&old, &new);
    if !changed.is_empty() {
        users::set_profile(unit, &new).await?;
        let entry = AuditEntry::new("accounts.user.profile_updated", "user", id);
        unit.audit(entry.with(serde_json::json!({ "fields": changed })));
    }
    Ok(new)
}

/// What stays is kept as it was stored, also where a newer rule would not take it.
fn apply(change: ProfileChange, old: User) -> User {
    let locale = change.locale.map(|locale| locale.as_str().to_owned()).over(Some(old.locale));
    let time_zone = change.time_zone.map(|zone| zone.as_str().to_owned()).over(Some(old.time_zone));
    User {
        name: change.name.map(|name| name.as_str().to_owned()).over(old.name),
        locale: locale.unwrap_or_else(|| Locale::default().as_str().to_owned()),
        time_zone: time_zone.unwrap_or_else(|| TimeZone::default().as_str().to_owned()),
        country: change.country.map(|country| country.to_string()).over(old.country),
        ..old
    }
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
