//! What is stored is sealed, found by its hash alone, and seen by its own tenant alone.

use data::{Actor, Unit};
use kernel::{Clocks, UserId};
use web::{
    Role,
    fields::{Email, Name},
};

use super::{credentials, users};
use crate::{NewAccount, PasswordHash, rules::home::Home};

fn ada() -> NewAccount {
    NewAccount {
        email: Email::parse("Ada@Example.org").unwrap(),
        name: Name::parse("Ada Lovelace"),
        password_hash: PasswordHash::stored("$argon2id$".into()),
        home: Home::default(),
        acquisition: None,
    }
}

async fn insert(unit: &mut Unit) -> UserId {
    let id = UserId::new(unit.real_now());
    users::insert(unit, id, Role::User, &ada()).await.unwrap();
    id
}

#[tokio::test]
async fn nothing_personal_is_in_the_row() {
    let mut unit = testkit::unit().await;
    let id = insert(&mut unit).await;
    let user = users::find(&mut unit, id).await.unwrap().unwrap();
    assert_eq!((user.email.as_str(), user.name.as_deref()), ("ada@example.org", Some("Ada Lovelace")));
    let row: (String,) =
        sqlx::query_as("SELECT u::text FROM accounts.users u WHERE tenant_id = $1 AND id = $2")
            .bind(unit.tenant().uuid())
            .bind(id.uuid())
            .fetch_one(unit.connection())
            .await
            .unwrap();
    for plain in ["ada@", "example.org", "lovelace"] {
        let as_hex = hex::encode(plain);
        let row = row.0.to_lowercase();
        assert!(!row.contains(plain) && !row.contains(&as_hex), "{plain} in {row}");
    }
    assert!(!format!("{user:?}").to_lowercase().contains("ada"));
}

#[tokio::test]
async fn an_address_is_found_in_any_case_and_taken_once() {
    let mut unit = testkit::unit().await;
    let id = insert(&mut unit).await;
    let found = credentials::find(&mut unit, &Email::parse(" ADA@example.ORG ").unwrap()).await.unwrap();
    assert_eq!(found.unwrap().user, id);
    let nobody = credentials::find(&mut unit, &Email::parse("ada@example.com").unwrap()).await.unwrap();
    assert!(nobody.is_none());
    let again = UserId::new(unit.real_now());
    let error = users::insert(&mut unit, again, Role::User, &ada()).await.unwrap_err();
    assert!(error.violates("users_email"), "{error:?}");
}

#[tokio::test]
async fn another_tenant_sees_nothing_and_may_have_the_same_address() {
    let test = testkit::database().await;
    let database = test.open(Clocks { ..testkit::clocks(testkit::START) });
    let other = data::Scope { tenant: test.add_tenant("other").await, ..test.scope(Actor::Operator) };
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let id = insert(&mut unit).await;
    unit.commit(()).await.unwrap();

    let mut unit = database.unit(other.clone()).await.unwrap();
    assert!(users::find(&mut unit, id).await.unwrap().is_none());
    assert!(credentials::find(&mut unit, &ada().email).await.unwrap().is_none());
    // Not even by a statement that forgets to name the tenant.
    let seen: (i64,) =
        sqlx::query_as("SELECT count(*) FROM accounts.users").fetch_one(unit.connection()).await.unwrap();
    assert_eq!(seen.0, 0);
    let theirs = insert(&mut unit).await;
    assert!(users::find(&mut unit, theirs).await.unwrap().is_some());
    unit.commit(()).await.unwrap();
    let hashes = |unit: &Unit| users::email_hash(unit, &ada().email);
    let [a, b] =
        [database.unit(test.scope(Actor::Operator)).await.unwrap(), database.unit(other).await.unwrap()];
    assert_ne!(hashes(&a), hashes(&b), "the same address has another hash in each tenant");
}

#[tokio::test]
async fn the_app_cannot_remove_an_account() {
    let mut unit = testkit::unit().await;
    insert(&mut unit).await;
    let refused = sqlx::query("DELETE FROM accounts.users").execute(unit.connection()).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501");
}
