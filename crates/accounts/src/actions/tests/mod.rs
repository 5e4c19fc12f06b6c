//! The use cases on a real PostgreSQL.

mod govern;
mod profile;
mod sessions;
mod sign_in;

use std::sync::Arc;

use data::{
    Actor, Database, Unit,
    ports::{Answer, NewUser, OnSignUp},
};
use kernel::Clocks;
use testkit::TestDatabase;
use web::fields::{Email, Name};

use super::{create_admin, open_session, sign_up};
use crate::{Config, Grant, NewAccount, PasswordHash, Result, User, rules::home::Home};

/// A database whose clocks the test moves.
struct World {
    test: TestDatabase,
    database: Database,
    clocks: Clocks,
}

impl World {
    async fn new() -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(testkit::START));
        Self { database: test.open(clocks.clone()), test, clocks }
    }

    async fn unit(&self) -> Unit {
        self.database.unit(self.test.scope(Actor::Guest)).await.unwrap()
    }

    async fn sign_up(&self, email: &str) -> User {
        let mut unit = self.unit().await;
        let user = sign_up(&mut unit, email).await.unwrap();
        unit.commit(()).await.unwrap();
        user
    }

    async fn open(&self, user: &User) -> Grant {
        let mut unit = self.unit().await;
        let grant = open_session::run(&mut unit, user.id, &Config::default()).await.unwrap();
        unit.commit(()).await.unwrap();
        grant
    }
}

fn account(email: &str) -> NewAccount {
    NewAccount {
        email: Email::parse(email).unwrap(),
        name: Name::parse("Ada"),
        password_hash: PasswordHash::stored("$argon2id$first".into()),
        home: Home::default(),
        acquisition: None,
    }
}

async fn sign_up(unit: &mut Unit, email: &str) -> Result<User> {
    sign_up::run(unit, &[], &account(email)).await
}

async fn admin(unit: &mut Unit, email: &str) -> User {
    let NewAccount { email, name, password_hash, .. } = account(email);
    create_admin::run(unit, &[], create_admin::NewAdmin { email, name, password_hash }).await.unwrap()
}

/// The actions that were audited in this tenant, in the order of their names.
async fn audited(world: &World) -> Vec<String> {
    let mut unit = world.unit().await;
    let rows: Vec<(String,)> = sqlx::query_as("SELECT action FROM record.audit_entries ORDER BY action")
        .fetch_all(unit.connection())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

/// Commits when somebody who does not wait for this unit would long be through.
async fn commit_later(unit: Unit) {
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    unit.commit(()).await.unwrap();
}

/// Listens to sign-ups: sees the new user's row in its unit, and can object.
struct Listener {
    objects: bool,
}

impl OnSignUp for Listener {
    fn signed_up<'a>(&'a self, unit: &'a mut Unit, user: &'a NewUser) -> Answer<'a, ()> {
        Box::pin(async move {
            assert_eq!(user.time_zone, "UTC");
            assert!(crate::store::users::find(unit, user.id).await?.is_some());
            if self.objects { Err(data::Error::Superseded) } else { Ok(()) }
        })
    }
}

fn listeners(objects: bool) -> Vec<Arc<dyn OnSignUp>> {
    vec![Arc::new(Listener { objects })]
}
