//! What is told, how often, and what silences do.

use kernel::{NoticeId, SilenceId};

use super::{
    super::{read_letter, silence, summarise},
    *,
};
use crate::{
    Error, jobs,
    rules::{Matcher, Silence, post::MAILS_AN_HOUR},
};

impl World {
    async fn silence(&self, matcher: Matcher, length: SignedDuration) -> SilenceId {
        let from = self.clocks.real.now();
        let silence = Silence { matcher, from, until: from + length };
        let mut unit = self.unit().await;
        let made = silence::run(&mut unit, silence, "we know".into()).await.unwrap();
        unit.commit(made.id).await.unwrap()
    }

    async fn summarise(&self) -> Option<Timestamp> {
        let mut unit = self.unit().await;
        let again = summarise::run(&mut unit, THREATS).await.unwrap();
        unit.commit(again).await.unwrap()
    }

    /// Fires and is normal again, in about five minutes.
    async fn flare(&self) {
        for (value, pause) in [(BAD, 15), (GOOD, 15), (GOOD, 300)] {
            self.pass(seconds(pause));
            self.see(THREATS, value).await;
        }
        assert_eq!(self.standing(THREATS).await.state, State::Normal);
    }
}

fn threats() -> Matcher {
    Matcher::Rule(THREATS.into())
}

fn told(list: &[(&str, bool)]) -> Vec<(String, bool)> {
    list.iter().map(|(about, mailed)| ((*about).to_owned(), *mailed)).collect()
}

#[tokio::test]
async fn a_firing_is_told_once_however_it_flaps_and_its_end_once() {
    let world = World::new().await;
    for value in [BAD, BAD, GOOD, BAD, GOOD, None, BAD, None, GOOD, BAD] {
        world.see(THREATS, value).await;
        world.pass(seconds(15));
    }
    assert_eq!(world.notices().await, told(&[("firing", true)]));
    assert_eq!(world.jobs(jobs::MAIL).await, 1);
    world.see(THREATS, GOOD).await;
    world.pass(seconds(300));
    world.see(THREATS, GOOD).await;
    world.see(THREATS, GOOD).await;
    assert_eq!(world.notices().await, told(&[("firing", true), ("normal", true)]));
    assert_eq!(world.jobs(jobs::MAIL).await, 2);
    let ids: Vec<(uuid::Uuid,)> = sqlx::query_as("SELECT id FROM alerts.notices ORDER BY id")
        .fetch_all(&mut world.eye().await)
        .await
        .unwrap();
    let mut unit = world.unit().await;
    let (letter, dated) = read_letter::run(&mut unit, ids[1].0.into()).await.unwrap().unwrap();
    assert_eq!(letter.subject, "[Mainstay] critical_threats is normal again");
    assert!(
        letter.text.contains("Fired from: 2026-01-15T12:00:00Z\nUntil:      2026-01-15T12:07:30Z"),
        "{}",
        letter.text
    );
    assert_eq!(dated, at(450));
    assert_eq!(read_letter::run(&mut unit, NoticeId::new(START)).await.unwrap(), None);
}

#[tokio::test]
async fn a_warning_is_shown_and_not_mailed() {
    let world = World::new().await;
    for value in [Some(600.0), Some(600.0), GOOD, GOOD] {
        world.see(LATE, value).await;
        world.pass(seconds(200));
    }
    assert!(world.story(LATE).await.contains(&(State::Pending, State::Firing)));
    assert_eq!((world.notices().await, world.jobs(jobs::MAIL).await), (vec![], 0));
}

#[tokio::test]
async fn a_silence_mutes_what_is_told_and_changes_no_state() {
    let (loud, quiet) = (World::new().await, World::new().await);
    let label = Matcher::Label { name: "kind".into(), value: "security".into() };
    quiet.silence(label, SignedDuration::from_hours(1)).await;
    for world in [&loud, &quiet] {
        world.flare().await;
    }
    assert_eq!(loud.story(THREATS).await, quiet.story(THREATS).await);
    assert_eq!((loud.notices().await.len(), quiet.notices().await), (2, vec![]));
    assert_eq!(quiet.jobs(jobs::MAIL).await, 0);
    assert!(quiet.alert(THREATS).await.silenced && !quiet.alert(LATE).await.silenced);
    // Over: told as ever.
    quiet.pass(SignedDuration::from_hours(1));
    quiet.flare().await;
    assert_eq!(quiet.notices().await, told(&[("firing", true), ("normal", true)]));
}

#[tokio::test]
async fn what_still_fires_when_a_silence_ends_is_told_then() {
    let world = World::new().await;
    let silence = world.silence(threats(), SignedDuration::from_hours(1)).await;
    world.see(THREATS, BAD).await;
    world.pass(seconds(15));
    world.see(THREATS, BAD).await;
    assert_eq!(world.notices().await, []);
    let mut unit = world.unit().await;
    silence::end(&mut unit, silence).await.unwrap();
    assert!(matches!(silence::end(&mut unit, silence).await, Err(Error::NoSuchSilence)), "it is over");
    unit.commit(()).await.unwrap();
    for _ in 0..3 {
        world.pass(seconds(15));
        world.see(THREATS, BAD).await;
    }
    assert_eq!(world.notices().await, told(&[("firing", true)]));
    // Its end, muted, is not told later either.
    world.silence(threats(), SignedDuration::from_hours(1)).await;
    world.see(THREATS, GOOD).await;
    world.pass(SignedDuration::from_hours(2));
    world.see(THREATS, GOOD).await;
    world.see(THREATS, GOOD).await;
    assert_eq!(world.story(THREATS).await.last(), Some(&(State::Recovering, State::Normal)));
    assert_eq!(world.audited().await, ["alerts.silence.made", "alerts.silence.ended", "alerts.silence.made"]);
}

#[tokio::test]
async fn no_more_than_so_many_mails_an_hour_and_the_rest_in_one() {
    let world = World::new().await;
    world.see(THREATS, GOOD).await;
    // Twice what fits: each flare tells twice, in five and a half minutes.
    for _ in 0..MAILS_AN_HOUR {
        world.flare().await;
    }
    let notices = world.notices().await;
    assert_eq!(notices.iter().filter(|notice| notice.1).count(), MAILS_AN_HOUR);
    assert_eq!(notices.len(), 2 * MAILS_AN_HOUR);
    assert_eq!(world.jobs(jobs::SUMMARISE).await, 1, "one summary, however much it will sum up");
    let due = world.summarise().await.unwrap();
    assert_eq!(due, at(15) + SignedDuration::from_hours(1), "an hour after the first");
    assert_eq!(world.notices().await.len(), notices.len());
    world.pass(due.duration_since(world.clocks.business.now()));
    assert_eq!(world.summarise().await, None);
    assert_eq!(world.notices().await.last(), Some(&("summary".to_owned(), true)));
    let (unsaid,): (i32,) = sqlx::query_as("SELECT unsaid FROM alerts.notices WHERE about = 'summary'")
        .fetch_one(&mut world.eye().await)
        .await
        .unwrap();
    assert_eq!(usize::try_from(unsaid).unwrap(), MAILS_AN_HOUR);
    assert_eq!(world.jobs(jobs::MAIL).await, i64::try_from(MAILS_AN_HOUR).unwrap() + 1);
    // Nothing is left to say.
    assert_eq!(world.summarise().await, None);
    assert_eq!(world.notices().await.len(), notices.len() + 1);
}

#[tokio::test]
async fn a_silence_must_mean_something_and_end() {
    let world = World::new().await;
    let mut unit = world.unit().await;
    let label = |name: &str, value: &str| Matcher::Label { name: name.into(), value: value.into() };
    let (hour, month) = (at(3_600), START + SignedDuration::from_hours(30 * 24));
    for (matcher, from, until, field) in [
        (Matcher::Rule("nothing".into()), START, hour, "rule"),
        (label("kind", "nothing"), START, hour, "label"),
        (threats(), START, START, "until"),
        (threats(), hour, at(60), "until"),
        (threats(), at(-60), at(-1), "until"),
        (threats(), START, month + seconds(1), "until"),
        (threats(), Timestamp::MIN, Timestamp::MAX, "until"),
    ] {
        let refused = silence::run(&mut unit, Silence { matcher, from, until }, "x".into()).await;
        assert!(matches!(&refused, Err(Error::Field(wrong, _)) if *wrong == field), "{field}: {refused:?}");
    }
    let made = silence::run(
        &mut unit,
        Silence { matcher: threats(), from: START, until: month },
        "Ada's week".into(),
    )
    .await
    .unwrap();
    assert_eq!(made.by, Some(world.admin));
    assert_eq!(silence::page(&mut unit, None, PageSize::default()).await.unwrap(), (vec![made], None));
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT reason FROM alerts.silences").fetch_one(unit.connection()).await.unwrap();
    assert!(!sealed.windows(3).any(|part| part == b"Ada"), "what an admin wrote is sealed");
}
