//! What an admin may set.

use kernel::Change;

use super::{
    super::adjust::{self, Adjustment},
    *,
};
use crate::{Error, Result, jobs, rules::Settings};

impl World {
    async fn adjust(&self, key: &str, change: Adjustment) -> Result<list::Alert> {
        let mut unit = self.unit().await;
        let alert = adjust::run(&mut unit, key, change).await?;
        Ok(unit.commit(()).await.map(|()| alert)?)
    }
}

#[tokio::test]
async fn a_threshold_and_patience_hold_from_the_next_look_on() {
    let world = World::new().await;
    let change = Adjustment {
        threshold: Change::To(10.0),
        for_seconds: Change::To(30),
        keep_seconds: Change::To(0),
        ..Adjustment::default()
    };
    let alert = world.adjust(THREATS, change.clone()).await.unwrap();
    let set = Settings { enabled: true, threshold: 10.0, hold: seconds(30), keep: seconds(0) };
    assert_eq!(alert.settings, set);
    for (value, state) in [
        (9.0, State::Normal),
        (10.0, State::Pending),
        (10.0, State::Pending),
        (10.0, State::Firing),
        (9.0, State::Normal),
    ] {
        world.see(THREATS, Some(value)).await;
        assert_eq!(world.standing(THREATS).await.state, state);
        world.pass(seconds(15));
    }
    // The same again is no change, and cleared is as shipped.
    world.adjust(THREATS, change).await.unwrap();
    let cleared = Adjustment { threshold: Change::Clear, ..Adjustment::default() };
    let alert = world.adjust(THREATS, cleared).await.unwrap();
    let shipped = alert.rule.shipped();
    assert_eq!(alert.settings, Settings { hold: seconds(30), keep: seconds(0), ..shipped });
    assert_eq!(world.audited().await, ["alerts.rule.adjusted"; 2]);
}

#[tokio::test]
async fn a_rule_that_is_switched_off_is_normal_and_says_nothing() {
    let world = World::new().await;
    world.see(THREATS, BAD).await;
    let switch = |on| Adjustment { enabled: Change::To(on), ..Adjustment::default() };
    let off = world.adjust(THREATS, switch(false)).await.unwrap();
    assert_eq!(off.standing.unwrap().state, State::Normal);
    for _ in 0..3 {
        world.pass(seconds(300));
        world.see(THREATS, BAD).await;
    }
    assert_eq!(world.standing(THREATS).await.state, State::Normal);
    assert_eq!(world.jobs(jobs::MAIL).await, 1, "the one of when it fired");
    world.adjust(THREATS, switch(true)).await.unwrap();
    world.see(THREATS, BAD).await;
    let story =
        [(State::NoData, State::Firing), (State::Firing, State::Normal), (State::Normal, State::Firing)];
    assert_eq!(world.story(THREATS).await, story);
    assert_eq!(world.jobs(jobs::MAIL).await, 2, "another firing is told again");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_field() {
    let world = World::new().await;
    let nothing = Adjustment::default();
    for (change, field) in [
        (Adjustment { threshold: Change::To(f64::NAN), ..nothing.clone() }, "threshold"),
        (Adjustment { threshold: Change::To(f64::INFINITY), ..nothing.clone() }, "threshold"),
        (Adjustment { threshold: Change::To(1e300), ..nothing.clone() }, "threshold"),
        (Adjustment { for_seconds: Change::To(-1), ..nothing.clone() }, "for_seconds"),
        (Adjustment { for_seconds: Change::To(86_401), ..nothing.clone() }, "for_seconds"),
        (Adjustment { keep_seconds: Change::To(i32::MAX), ..nothing.clone() }, "keep_seconds"),
    ] {
        let refused = world.adjust(THREATS, change).await;
        assert!(matches!(&refused, Err(Error::Field(wrong, _)) if *wrong == field), "{field}: {refused:?}");
    }
    assert!(matches!(world.adjust("nothing", nothing).await, Err(Error::NoSuchRule)));
    assert_eq!(world.audited().await, [] as [String; 0]);
}
