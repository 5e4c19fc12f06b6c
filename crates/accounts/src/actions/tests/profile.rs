//! Changing one's own profile.

use kernel::{Change, locale::Country};

use super::*;
use crate::{
    Error,
    actions::update_profile::{self, ProfileChange},
    rules::home::{Locale, TimeZone},
    users,
};

fn change() -> ProfileChange {
    ProfileChange {
        name: Name::parse("Augusta").into(),
        locale: Locale::parse("nl").into(),
        time_zone: TimeZone::parse("Europe/Amsterdam").into(),
        country: Country::parse("NL").into(),
    }
}

#[tokio::test]
async fn what_is_named_changes_and_the_rest_stays() {
    let mut unit = testkit::unit().await;
    let ada = sign_up(&mut unit, "a@b.co").await.unwrap();
    let all = update_profile::run(&mut unit, ada.id, change()).await.unwrap();
    let expected = User {
        name: Some("Augusta".into()),
        locale: "nl".into(),
        time_zone: "Europe/Amsterdam".into(),
        country: Some("NL".into()),
        ..ada.clone()
    };
    assert!(all == expected && users::find(&mut unit, ada.id).await.unwrap().unwrap() == expected);

    let nothing = update_profile::run(&mut unit, ada.id, ProfileChange::default()).await.unwrap();
    assert!(nothing == expected);
    let one = ProfileChange { country: Country::parse("be").into(), ..ProfileChange::default() };
    assert_eq!(update_profile::run(&mut unit, ada.id, one).await.unwrap().country.as_deref(), Some("BE"));
    let stored = users::find(&mut unit, ada.id).await.unwrap().unwrap();
    assert!(stored == User { country: Some("BE".into()), ..expected });
}

#[tokio::test]
async fn null_clears_a_field_or_returns_it_to_its_default() {
    let mut unit = testkit::unit().await;
    let ada = sign_up(&mut unit, "a@b.co").await.unwrap();
    update_profile::run(&mut unit, ada.id, change()).await.unwrap();
    let clear = ProfileChange {
        name: Change::Clear,
        locale: Change::Clear,
        time_zone: Change::Clear,
        country: Change::Clear,
    };
    update_profile::run(&mut unit, ada.id, clear).await.unwrap();
    let stored = users::find(&mut unit, ada.id).await.unwrap().unwrap();
    assert!(
        stored == User { name: None, locale: "en".into(), time_zone: "UTC".into(), country: None, ..ada }
    );
}

#[tokio::test]
async fn the_audit_learns_which_fields_and_never_what_they_hold() {
    let world = World::new().await;
    let ada = world.sign_up("a@b.co").await;
    for _ in 0..2 {
        let mut unit = world.unit().await;
        update_profile::run(&mut unit, ada.id, change()).await.unwrap();
        unit.commit(()).await.unwrap();
    }
    let mut unit = world.unit().await;
    let entries: Vec<(serde_json::Value,)> = sqlx::query_as(
        "SELECT details FROM record.audit_entries WHERE action = 'accounts.user.profile_updated'",
    )
    .fetch_all(unit.connection())
    .await
    .unwrap();
    let expected = serde_json::json!({ "fields": ["name", "locale", "time_zone", "country"] });
    assert_eq!(entries, [(expected,)], "the second time changed nothing");
}

#[tokio::test]
async fn a_user_that_is_not_there() {
    let mut unit = testkit::unit().await;
    let nobody = kernel::UserId::new(testkit::START);
    let refused = update_profile::run(&mut unit, nobody, change()).await;
    assert!(matches!(refused, Err(Error::NoSuchUser)));
}
