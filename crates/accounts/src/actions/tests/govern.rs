//! What admins do to accounts.

use kernel::PageSize;
use web::Role;

use super::*;
use crate::{
    Error, Filter,
    actions::govern::{self, StandingChange},
    users,
};

const OFF: StandingChange = StandingChange { role: None, is_active: Some(false) };
const ON: StandingChange = StandingChange { role: None, is_active: Some(true) };
const DEMOTE: StandingChange = StandingChange { role: Some(Role::User), is_active: None };
const PROMOTE: StandingChange = StandingChange { role: Some(Role::Admin), is_active: None };

#[tokio::test]
async fn switching_an_account_off_ends_its_sessions_in_the_same_commit() {
    let world = World::new().await;
    let (ada, eve) = (world.sign_up("ada@b.co").await, world.sign_up("eve@b.co").await);
    world.open(&ada).await;
    world.open(&ada).await;
    world.open(&eve).await;
    let mut unit = world.unit().await;
    assert!(!govern::run(&mut unit, ada.id, OFF).await.unwrap().is_active);
    unit.commit(()).await.unwrap();
    let mut unit = world.unit().await;
    assert!(users::sessions(&mut unit, ada.id).await.unwrap().is_empty());
    assert_eq!(users::sessions(&mut unit, eve.id).await.unwrap().len(), 1);
    assert!(govern::run(&mut unit, ada.id, ON).await.unwrap().is_active);
    assert!(users::sessions(&mut unit, ada.id).await.unwrap().is_empty(), "they do not come back");
    let details: (serde_json::Value,) =
        sqlx::query_as("SELECT details FROM record.audit_entries WHERE action = 'accounts.user.governed'")
            .fetch_one(unit.connection())
            .await
            .unwrap();
    let expected = serde_json::json!({
        "role": {"from": "user", "to": "user"}, "is_active": {"from": true, "to": false}, "sessions_ended": 2
    });
    assert_eq!(details.0, expected);
}

#[tokio::test]
async fn the_last_active_admin_stays() {
    let mut unit = testkit::unit().await;
    let (root, ada) = (admin(&mut unit, "root@b.co").await, sign_up(&mut unit, "ada@b.co").await.unwrap());
    for change in [OFF, DEMOTE, StandingChange { role: Some(Role::User), is_active: Some(false) }] {
        assert!(matches!(govern::run(&mut unit, root.id, change).await, Err(Error::LastAdmin)), "{change:?}");
    }
    assert!(govern::run(&mut unit, root.id, PROMOTE).await.is_ok(), "no change at all");
    govern::run(&mut unit, ada.id, OFF).await.unwrap();
    govern::run(&mut unit, ada.id, PROMOTE).await.unwrap();
    assert!(
        matches!(govern::run(&mut unit, root.id, DEMOTE).await, Err(Error::LastAdmin)),
        "the other is off"
    );
    govern::run(&mut unit, ada.id, ON).await.unwrap();
    assert_eq!(govern::run(&mut unit, root.id, DEMOTE).await.unwrap().role, Role::User);
    assert!(matches!(govern::run(&mut unit, ada.id, OFF).await, Err(Error::LastAdmin)));
}

#[tokio::test]
async fn two_admins_who_demote_each_other_do_not_both_succeed() {
    let world = World::new().await;
    let mut unit = world.unit().await;
    let (ada, eve) = (admin(&mut unit, "ada@b.co").await, admin(&mut unit, "eve@b.co").await);
    unit.commit(()).await.unwrap();
    let [mut first, mut second] = [world.unit().await, world.unit().await];
    govern::run(&mut first, ada.id, DEMOTE).await.unwrap();
    let (refused, ()) = tokio::join!(govern::run(&mut second, eve.id, DEMOTE), commit_later(first));
    assert!(matches!(refused, Err(Error::LastAdmin)), "{refused:?}");
}

#[tokio::test]
async fn a_user_of_another_tenant_is_not_there() {
    let world = World::new().await;
    let ada = world.sign_up("ada@b.co").await;
    let tenant = world.test.add_tenant("other").await;
    let scope = data::Scope { tenant, ..world.test.scope(Actor::Operator) };
    let mut unit = world.database.unit(scope).await.unwrap();
    assert!(matches!(govern::run(&mut unit, ada.id, OFF).await, Err(Error::NoSuchUser)));
}

#[tokio::test]
async fn the_list_goes_from_the_newest_and_narrows() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(world.sign_up(&format!("user{n}@b.co")).await.id);
        world.clocks.real.advance(jiff::SignedDuration::from_millis(1));
    }
    ids.reverse();
    let mut unit = world.unit().await;
    govern::run(&mut unit, ids[1], PROMOTE).await.unwrap();
    govern::run(&mut unit, ids[2], OFF).await.unwrap();

    let size = PageSize::new(2).unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (page, last) = users::page(&mut unit, &Filter::default(), after, size).await.unwrap();
        assert!(page.len() <= 2);
        seen.extend(page.into_iter().map(|user| user.id));
        after = last;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids);

    let email = Email::parse("USER4@b.co");
    let cases = [
        (Filter { email, ..Filter::default() }, vec![ids[0]]),
        (Filter { role: Some(Role::Admin), ..Filter::default() }, vec![ids[1]]),
        (Filter { is_active: Some(false), ..Filter::default() }, vec![ids[2]]),
        (
            Filter { role: Some(Role::User), is_active: Some(true), ..Filter::default() },
            vec![ids[0], ids[3], ids[4]],
        ),
        (Filter { email: Email::parse("nobody@b.co"), ..Filter::default() }, vec![]),
    ];
    for (filter, expected) in cases {
        let (page, last) = users::page(&mut unit, &filter, None, PageSize::default()).await.unwrap();
        assert_eq!(page.iter().map(|user| user.id).collect::<Vec<_>>(), expected, "{filter:?}");
        assert!(last.is_none());
    }
}
