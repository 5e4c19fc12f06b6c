//! Sums and counts agree, also while time has ended something that nobody has written, and while others write.

use billing::{
    actions::{cancel, install_catalogue, lapse, open, subscribe},
    rules::{Interval, State, When},
};
use data::{Actor, Unit};
use jiff::SignedDuration;
use kernel::{Currency, UserId};

use super::books::{at, reporting};
use crate::{
    actions, reads,
    rules::{Range, Report},
};

async fn buyer(unit: &mut Unit) -> UserId {
    let user = testkit::user(unit).await;
    open::run(unit, user, "UTC").await.unwrap();
    let purchase = subscribe::Purchase { plan: "premium".into(), interval: Interval::Month, currency: None };
    subscribe::run(unit, user, purchase).await.unwrap();
    user
}

async fn report(unit: &mut Unit) -> Report {
    actions::revenue::run(unit, &reporting("UTC"), &Range::default(), None).await.unwrap()
}

async fn mrr(unit: &mut Unit) -> i64 {
    let earlier = at("2026-01-01T00:00:00Z");
    reads::mrr(unit, Currency::USD, earlier).await.unwrap().now.amount_minor
}

async fn active(unit: &mut Unit) -> i64 {
    reads::subscriptions(unit).await.unwrap().by_state[&State::Active]
}

/// A server that was down when two cancellations were due: one premium customer is left, and one pays.
#[tokio::test]
async fn what_is_due_has_left_the_counts_and_the_sums() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = test.open(clocks.clone());
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    install_catalogue::run(&mut unit).await.unwrap();
    let users = [buyer(&mut unit).await, buyer(&mut unit).await, buyer(&mut unit).await];
    for user in &users[..2] {
        cancel::run(&mut unit, *user, When::PeriodEnd, None).await.unwrap();
    }
    assert_eq!((active(&mut unit).await, mrr(&mut unit).await), (3, 3 * 999), "their end has not come");
    unit.commit(()).await.unwrap();

    clocks.business.advance(SignedDuration::from_hours(24 * 32));
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    assert_eq!((active(&mut unit).await, mrr(&mut unit).await), (1, 999));
    let early = report(&mut unit).await;
    let february = early.periods.last().unwrap();
    assert_eq!((february.churn.amount_minor, february.closing.amount_minor), (2 * 999, 999));
    assert_eq!(february.customers.unwrap().customers_end, 1);
    for user in &users[..2] {
        lapse::run(&mut unit, *user).await.unwrap();
    }
    assert_eq!(report(&mut unit).await, early, "once they are written, nothing has changed");
}

/// What is bought while a report is made is in none of its numbers.
#[tokio::test]
async fn a_report_is_of_one_moment() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(testkit::START));
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    install_catalogue::run(&mut unit).await.unwrap();
    unit.commit(()).await.unwrap();

    let mut reader = database.unit(test.scope(Actor::Operator)).await.unwrap();
    reads::hold_still(&mut reader).await.unwrap();
    assert_eq!(active(&mut reader).await, 0);
    let mut writer = database.unit(test.scope(Actor::Operator)).await.unwrap();
    buyer(&mut writer).await;
    writer.commit(()).await.unwrap();
    assert_eq!((active(&mut reader).await, mrr(&mut reader).await), (0, 0));
    drop(reader);
    let mut later = database.unit(test.scope(Actor::Operator)).await.unwrap();
    assert_eq!((active(&mut later).await, mrr(&mut later).await), (1, 999));
    assert!(reads::hold_still(&mut later).await.is_err(), "too late to ask");
}
