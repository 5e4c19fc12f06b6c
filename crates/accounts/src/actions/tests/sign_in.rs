//! Making an account and signing in.

use sqlx::Connection;
use web::Role;

use super::*;
use crate::{
    Acquisition, Error,
    actions::log_in::{self, Proven},
    rules::home::{Locale, TimeZone},
    store::credentials,
};

#[tokio::test]
async fn an_account_keeps_what_it_was_made_with() {
    let mut unit = testkit::unit().await;
    let new = NewAccount {
        home: Home {
            locale: Locale::parse("pt-br").unwrap(),
            time_zone: TimeZone::parse("europe/amsterdam").unwrap(),
            country: kernel::locale::Country::parse("nl"),
        },
        acquisition: Some(Acquisition {
            source: web::fields::Token::parse("newsletter").unwrap(),
            campaign: Name::parse("Spring sale"),
        }),
        ..account("Ada@Example.org")
    };
    let made = sign_up::run(&mut unit, &[], &new).await.unwrap();
    let user = crate::users::find(&mut unit, made.id).await.unwrap().unwrap();
    assert!(made == user && user.is_active && user.role == Role::User && user.created_at == testkit::START);
    assert_eq!((user.email.as_str(), user.name.as_deref()), ("ada@example.org", Some("Ada")));
    assert_eq!((user.locale.as_str(), user.time_zone.as_str()), ("pt-BR", "Europe/Amsterdam"));
    assert_eq!(user.country.as_deref(), Some("NL"));
    assert_eq!(user.acquisition_source.as_deref(), Some("newsletter"));
    assert_eq!(user.acquisition_campaign.as_deref(), Some("Spring sale"));
}

#[tokio::test]
async fn a_second_account_of_an_address_is_refused() {
    let mut unit = testkit::unit().await;
    sign_up(&mut unit, "a@b.co").await.unwrap();
    assert!(matches!(sign_up(&mut unit, "A@B.CO").await, Err(Error::EmailTaken)));
}

#[tokio::test]
async fn of_two_sign_ups_at_once_one_wins() {
    let world = World::new().await;
    let [mut first, mut second] = [world.unit().await, world.unit().await];
    sign_up(&mut first, "a@b.co").await.unwrap();
    let (second, ()) = tokio::join!(sign_up(&mut second, "a@b.co"), commit_later(first));
    assert!(matches!(second, Err(Error::EmailTaken)));
}

#[tokio::test]
async fn the_other_rooms_take_part_or_nothing_happens() {
    let world = World::new().await;
    let mut unit = world.unit().await;
    sign_up::run(&mut unit, &listeners(false), &account("a@b.co")).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut unit = world.unit().await;
    let refused = sign_up::run(&mut unit, &listeners(true), &account("b@b.co")).await;
    assert!(matches!(refused, Err(Error::Data(data::Error::Superseded))));
    drop(unit);
    let mut unit = world.unit().await;
    assert!(log_in::find(&mut unit, &account("a@b.co").email).await.unwrap().is_some());
    assert!(log_in::find(&mut unit, &account("b@b.co").email).await.unwrap().is_none());
    assert_eq!(audited(&world).await, ["accounts.user.created"]);
}

#[tokio::test]
async fn the_operator_makes_an_admin() {
    let mut unit = testkit::unit().await;
    let made = admin(&mut unit, "root@b.co").await;
    assert_eq!(crate::users::find(&mut unit, made.id).await.unwrap().unwrap().role, Role::Admin);
}

#[tokio::test]
async fn a_right_password_opens_a_session_and_renews_an_old_hash() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let mut unit = world.unit().await;
    let known = log_in::find(&mut unit, &account("a@b.co").email).await.unwrap().unwrap();
    assert_eq!((known.user, known.password_hash.as_str()), (user.id, "$argon2id$first"));
    let renewed = Some(PasswordHash::stored("$argon2id$second".into()));
    let proven = Proven { user: known.user, renewed };
    let (_, grant) = log_in::run(&mut unit, proven, &Config::default()).await.unwrap();
    unit.commit(()).await.unwrap();
    assert_eq!((grant.user, grant.generation), (user.id, 1));
    let mut unit = world.unit().await;
    let known = credentials::find(&mut unit, &account("a@b.co").email).await.unwrap().unwrap();
    assert_eq!(known.password_hash.as_str(), "$argon2id$second");
    assert_eq!(audited(&world).await, ["accounts.session.opened", "accounts.user.created"]);
}

#[tokio::test]
async fn an_account_that_is_switched_off_or_gone_does_not_sign_in() {
    let mut unit = testkit::unit().await;
    let user = sign_up(&mut unit, "a@b.co").await.unwrap();
    crate::store::users::set_standing(&mut unit, user.id, Role::User, false).await.unwrap();
    let proven = |user| Proven { user, renewed: None };
    let refused = log_in::run(&mut unit, proven(user.id), &Config::default()).await;
    assert!(matches!(refused, Err(Error::AccountInactive)));
    let nobody = kernel::UserId::new(testkit::START);
    let refused = log_in::run(&mut unit, proven(nobody), &Config::default()).await;
    assert!(matches!(refused, Err(Error::CredentialsInvalid)));
    assert!(crate::users::sessions(&mut unit, user.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn sign_ups_and_sign_ins_are_events_and_admins_are_not() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let mut unit = world.unit().await;
    admin(&mut unit, "root@b.co").await;
    unit.commit(()).await.unwrap();
    let mut unit = world.unit().await;
    let proven = Proven { user: user.id, renewed: None };
    log_in::run(&mut unit, proven, &Config::default()).await.unwrap();
    unit.commit(()).await.unwrap();
    let mut eye = sqlx::PgConnection::connect_with(&world.test.address().bootstrap().unwrap()).await.unwrap();
    let events: Vec<(String, String)> =
        sqlx::query_as("SELECT name, subject::text FROM data.outbox ORDER BY name")
            .fetch_all(&mut eye)
            .await
            .unwrap();
    let subject = user.id.to_string();
    assert_eq!(events, [("last_login".into(), subject.clone()), ("user_signed_up".into(), subject)]);
}
