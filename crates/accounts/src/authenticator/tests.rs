//! Two nodes over one database, and what each believes of a token while the clock is moved by hand.

use std::sync::Arc;

use data::{
    Unit,
    ports::{Answer, Entitled, Standing as Plan},
    seal::MasterKey,
};
use jiff::SignedDuration;
use kernel::{Clocks, UserId};
use testkit::TestDatabase;
use web::{Role, fields::Email};

use super::*;
use crate::{
    Config, Grant, Hashing, NewAccount, PasswordHash,
    actions::{
        end_session,
        govern::{self, StandingChange},
        open_session, sign_up,
    },
    rules::home::Home,
};

struct Nobody;

impl Entitled for Nobody {
    fn standing<'a>(&'a self, _: &'a mut Unit, _: UserId) -> Answer<'a, Plan> {
        unreachable!("signing in asks for no plan")
    }
}

/// One database, two nodes with clocks of the same hands, and a user who is signed in.
struct World {
    test: TestDatabase,
    clocks: Clocks,
    here: Accounts,
    there: Accounts,
    grant: Grant,
}

impl World {
    async fn new() -> Self {
        let (test, clocks) = (testkit::database().await, testkit::clocks(testkit::START));
        let [here, there] = [(); 2].map(|()| node(test.open(clocks.clone()), &[test.master_key()]));
        let mut unit = here.database().unit(test.scope(Actor::Guest)).await.unwrap();
        let new = NewAccount {
            email: Email::parse("ada@b.co").unwrap(),
            name: None,
            password_hash: PasswordHash::stored("$".into()),
            home: Home::default(),
            acquisition: None,
        };
        let user = sign_up::run(&mut unit, &[], &new).await.unwrap();
        let grant = open_session::run(&mut unit, user.id, here.config()).await.unwrap();
        unit.commit(()).await.unwrap();
        Self { test, clocks, here, there, grant }
    }

    fn bearer(&self) -> Bearer {
        Bearer { tenant: self.test.tenant(), user: self.grant.user, session: self.grant.session }
    }

    fn token(&self) -> String {
        self.here.keys().access.issue(self.bearer(), self.clocks.real.now()).unwrap()
    }

    async fn unit(&self) -> Unit {
        self.here.database().unit(self.test.scope(Actor::Operator)).await.unwrap()
    }

    async fn govern(&self, change: StandingChange) {
        let mut unit = self.unit().await;
        govern::run(&mut unit, self.grant.user, change).await.unwrap();
        unit.commit(()).await.unwrap();
    }

    fn wait(&self, millis: i64) {
        self.clocks.real.advance(SignedDuration::from_millis(millis));
    }
}

fn node(database: Database, keys: &[MasterKey]) -> Accounts {
    let hashing = Hashing { memory_kib: 64, passes: 1, ..Hashing::default() };
    let config = Config { hashing, ..Config::default() };
    Accounts::new(config, database, keys, Vec::new(), Arc::new(Nobody)).unwrap()
}

async fn ask(node: &Accounts, token: &str) -> Result<Principal, SignInRefusal> {
    node.authenticate(token, &CorrelationId::accept("test").unwrap()).await
}

#[tokio::test]
async fn a_token_of_a_living_session_names_its_user() {
    let world = World::new().await;
    let Bearer { tenant, user, session } = world.bearer();
    for node in [&world.here, &world.there] {
        let principal = ask(node, &world.token()).await.unwrap();
        assert_eq!(principal, Principal { tenant, user, session, role: Role::User });
    }
}

#[tokio::test]
async fn a_revocation_is_in_force_at_once_here_and_within_a_second_there() {
    let world = World::new().await;
    let token = world.token();
    for node in [&world.here, &world.there] {
        ask(node, &token).await.unwrap();
    }
    let mut unit = world.unit().await;
    assert!(end_session::run(&mut unit, world.grant.user, world.grant.session).await.unwrap());
    unit.commit(()).await.unwrap();
    world.here.standings().forget(&world.bearer()).await;
    assert!(matches!(ask(&world.here, &token).await, Err(SignInRefusal::Revoked)));
    world.wait(899);
    assert!(ask(&world.there, &token).await.is_ok(), "still within the bound");
    world.wait(1);
    assert!(matches!(ask(&world.there, &token).await, Err(SignInRefusal::Revoked)));
}

#[tokio::test]
async fn a_role_comes_from_the_account_and_not_from_the_token() {
    let world = World::new().await;
    let token = world.token();
    assert_eq!(ask(&world.there, &token).await.unwrap().role, Role::User);
    world.govern(StandingChange { role: Some(Role::Admin), is_active: None }).await;
    world.wait(900);
    assert_eq!(ask(&world.there, &token).await.unwrap().role, Role::Admin);
}

#[tokio::test]
async fn an_account_that_is_switched_off_is_refused_and_its_old_tokens_stay_dead() {
    let world = World::new().await;
    let token = world.token();
    ask(&world.here, &token).await.unwrap();
    world.govern(StandingChange { role: None, is_active: Some(false) }).await;
    world.here.standings().forget_all();
    assert!(matches!(ask(&world.here, &token).await, Err(SignInRefusal::Inactive)));
    world.govern(StandingChange { role: None, is_active: Some(true) }).await;
    world.here.standings().forget_all();
    assert!(matches!(ask(&world.here, &token).await, Err(SignInRefusal::Revoked)));
}

#[tokio::test]
async fn tokens_expire_on_our_clock_and_sessions_with_them() {
    let world = World::new().await;
    let token = world.token();
    world.wait(600_000 - 1);
    assert!(ask(&world.here, &token).await.is_ok());
    world.wait(1);
    assert!(matches!(ask(&world.here, &token).await, Err(SignInRefusal::Expired)));
    world.wait(30 * 86_400_000 - 600_000 - 1);
    assert!(ask(&world.here, &world.token()).await.is_ok(), "the last millisecond of the session");
    world.wait(1);
    assert!(matches!(ask(&world.here, &world.token()).await, Err(SignInRefusal::Revoked)));
}

#[tokio::test]
async fn a_token_opens_nothing_in_another_tenant_or_for_another_user() {
    let world = World::new().await;
    let other = world.test.add_tenant("other").await;
    let foreign = [
        Bearer { tenant: other, ..world.bearer() },
        Bearer { user: UserId::new(testkit::START), ..world.bearer() },
        Bearer { session: kernel::SessionId::new(testkit::START), ..world.bearer() },
    ];
    for bearer in foreign {
        let token = world.here.keys().access.issue(bearer, testkit::START).unwrap();
        assert!(matches!(ask(&world.here, &token).await, Err(SignInRefusal::Revoked)), "{bearer:?}");
    }
}

#[tokio::test]
async fn forgeries_are_refused_without_asking_the_database() {
    let world = World::new().await;
    world.here.database().close().await;
    let stranger = node(world.test.open(world.clocks.clone()), &[MasterKey::from_bytes([9; 32])]);
    let forged = stranger.keys().access.issue(world.bearer(), testkit::START).unwrap();
    for token in ["", "nonsense", &forged] {
        assert!(matches!(ask(&world.here, token).await, Err(SignInRefusal::Invalid)), "{token}");
    }
    let genuine = ask(&world.here, &world.token()).await;
    assert!(matches!(genuine, Err(SignInRefusal::Unavailable(_))), "{genuine:?}");
}
