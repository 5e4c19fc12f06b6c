//! Rotation, reuse, the cap and the end of sessions, with the clock moved by hand.

use jiff::SignedDuration;

use super::*;
use crate::{
    Error,
    actions::{
        end_session,
        refresh::{self, Refreshed},
        sweep_sessions,
    },
    tokens::refresh::RefreshToken,
    users,
};

impl World {
    /// Presents a token of this generation, and commits what comes of it as the route does.
    async fn present(&self, grant: Grant, generation: i32) -> Result<Refreshed> {
        let mut unit = self.unit().await;
        let token = RefreshToken { session: grant.session, generation };
        let refreshed = refresh::run(&mut unit, token, &Config::default()).await?;
        Ok(unit.commit(()).await.map(|()| refreshed)?)
    }

    async fn live(&self, user: &User) -> usize {
        users::sessions(&mut self.unit().await, user.id).await.unwrap().len()
    }

    fn wait(&self, seconds: i64) {
        self.clocks.real.advance(SignedDuration::from_secs(seconds));
    }
}

fn current(grant: Grant, generation: i32) -> Refreshed {
    Refreshed::Current(Grant { generation, ..grant })
}

#[tokio::test]
async fn each_token_gives_the_next_and_the_last_one_again_for_ten_seconds() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let grant = world.open(&user).await;
    assert_eq!(world.present(grant, 1).await.unwrap(), current(grant, 2));
    world.wait(10);
    assert_eq!(world.present(grant, 1).await.unwrap(), current(grant, 2), "the answer was lost");
    assert_eq!(world.present(grant, 2).await.unwrap(), current(grant, 3));
    assert_eq!(world.present(grant, 3).await.unwrap(), current(grant, 4));
    assert_eq!(world.live(&user).await, 1);
}

#[tokio::test]
async fn a_used_token_ends_its_family_and_nothing_else() {
    for (generation, seconds) in [(2, 11), (1, 0)] {
        let world = World::new().await;
        let user = world.sign_up("a@b.co").await;
        let (stolen, other) = (world.open(&user).await, world.open(&user).await);
        world.present(stolen, 1).await.unwrap();
        world.present(stolen, 2).await.unwrap();
        world.wait(seconds);
        let reused = world.present(stolen, generation).await.unwrap();
        assert_eq!(reused, Refreshed::Reused(Grant { generation: 3, ..stolen }));
        for generation in 1..=4 {
            let refused = world.present(stolen, generation).await;
            assert!(matches!(refused, Err(Error::RefreshTokenInvalid)), "{generation}: {refused:?}");
        }
        assert_eq!(world.present(other, 1).await.unwrap(), current(other, 2));
        assert_eq!(world.live(&user).await, 1);
        let audited = audited(&world).await;
        assert_eq!(audited.iter().filter(|action| *action == "accounts.session.reuse_detected").count(), 1);
    }
}

#[tokio::test]
async fn two_presentations_at_once_get_the_same_token() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let grant = world.open(&user).await;
    let [mut first, mut second] = [world.unit().await, world.unit().await];
    let (token, config) = (RefreshToken { session: grant.session, generation: 1 }, Config::default());
    let one = refresh::run(&mut first, token, &config).await.unwrap();
    let (two, ()) = tokio::join!(refresh::run(&mut second, token, &config), commit_later(first));
    second.commit(()).await.unwrap();
    assert_eq!([one, two.unwrap()], [current(grant, 2); 2]);
    world.wait(11);
    assert_eq!(world.present(grant, 2).await.unwrap(), current(grant, 3), "and it is the current one");
}

#[tokio::test]
async fn a_session_of_an_account_that_is_switched_off_is_over() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let grant = world.open(&user).await;
    let mut unit = world.unit().await;
    // Without ending the session: as if it had been opened a moment later.
    crate::store::users::set_standing(&mut unit, user.id, web::Role::User, false).await.unwrap();
    unit.commit(()).await.unwrap();
    assert!(matches!(world.present(grant, 1).await, Err(Error::RefreshTokenInvalid)));
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_often_it_is_refreshed() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let grant = world.open(&user).await;
    world.wait(30 * 86_400 - 1);
    assert_eq!(world.present(grant, 1).await.unwrap(), current(grant, 2));
    assert_eq!(world.live(&user).await, 1);
    world.wait(1);
    assert!(matches!(world.present(grant, 2).await, Err(Error::RefreshTokenInvalid)));
    assert_eq!(world.live(&user).await, 0);
}

#[tokio::test]
async fn business_time_ends_no_session() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let grant = world.open(&user).await;
    world.clocks.business.advance(SignedDuration::from_hours(24 * 365));
    assert_eq!(world.present(grant, 1).await.unwrap(), current(grant, 2));
}

#[tokio::test]
async fn a_session_that_is_not_known_is_refused() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let unknown = Grant { user: user.id, session: kernel::SessionId::new(testkit::START), generation: 1 };
    assert!(matches!(world.present(unknown, 1).await, Err(Error::RefreshTokenInvalid)));
}

#[tokio::test]
async fn the_oldest_session_ends_when_one_more_than_the_cap_comes() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    let config = Config { sessions_per_user: 2, ..Config::default() };
    let mut grants = Vec::new();
    for _ in 0..3 {
        let mut unit = world.unit().await;
        grants.push(open_session::run(&mut unit, user.id, &config).await.unwrap());
        unit.commit(()).await.unwrap();
        world.wait(60);
    }
    let live = users::sessions(&mut world.unit().await, user.id).await.unwrap();
    let ids: Vec<_> = live.iter().map(|session| session.id).collect();
    assert_eq!(ids, [grants[2].session, grants[1].session]);
}

#[tokio::test]
async fn a_user_ends_their_own_sessions_alone() {
    let world = World::new().await;
    let (ada, eve) = (world.sign_up("ada@b.co").await, world.sign_up("eve@b.co").await);
    let grant = world.open(&ada).await;
    let mut unit = world.unit().await;
    assert!(!end_session::run(&mut unit, eve.id, grant.session).await.unwrap());
    assert!(end_session::run(&mut unit, ada.id, grant.session).await.unwrap());
    assert!(!end_session::run(&mut unit, ada.id, grant.session).await.unwrap(), "it is over");
    unit.commit(()).await.unwrap();
    assert!(matches!(world.present(grant, 1).await, Err(Error::RefreshTokenInvalid)));
    assert_eq!(audited(&world).await.iter().filter(|action| *action == "accounts.session.ended").count(), 1);
}

#[tokio::test]
async fn sessions_are_forgotten_thirty_days_after_their_time() {
    let world = World::new().await;
    let user = world.sign_up("a@b.co").await;
    world.open(&user).await;
    world.wait(1);
    world.open(&user).await;
    world.wait(60 * 86_400 - 1);
    assert_eq!(sweep_sessions::run(&mut world.unit().await).await.unwrap(), 0);
    world.wait(1);
    assert_eq!(sweep_sessions::run(&mut world.unit().await).await.unwrap(), 1);
    world.wait(1);
    assert_eq!(sweep_sessions::run(&mut world.unit().await).await.unwrap(), 2);
}
