//! Counts, flows and trial outcomes: a story through billing's actions, and random books by billing's rules.

use std::collections::BTreeMap;

use billing::{
    actions::{cancel, install_catalogue, lapse, open, start_trial, subscribe},
    rules::{Catalogue, Customer, Interval, Order, State, Subscription, Transition, When},
};
use data::{Actor, Unit};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kernel::UserId;
use proptest::{prelude::*, test_runner::TestRunner};

use super::books::{add, at, reporting};
use crate::{
    actions, reads,
    rules::{Edge, Missing, Range, ReportInterval, SubscriptionReport, subscriptions::SubscriptionPeriod},
};

async fn ask(unit: &mut Unit, from: &str, to: Option<&str>, interval: ReportInterval) -> SubscriptionReport {
    let edge = |text: &str| Edge::try_from(text.to_owned()).unwrap();
    let range = Range { from: Some(edge(from)), to: to.map(edge), interval: Some(interval) };
    actions::subscriptions::run(unit, &reporting("UTC"), &range).await.unwrap()
}

/// From, to, plan, interval, how many.
type Flow<'a> = (Option<State>, State, &'a str, Option<Interval>, i64);

fn flows(period: &SubscriptionPeriod) -> Vec<Flow<'_>> {
    period
        .flows
        .iter()
        .map(|flow| (flow.from, flow.to, flow.plan.as_str(), flow.interval, flow.count))
        .collect()
}

async fn buy(unit: &mut Unit, user: UserId, interval: Interval) {
    let purchase = subscribe::Purchase { plan: "premium".into(), interval, currency: None };
    subscribe::run(unit, user, purchase).await.unwrap();
}

async fn five_of_whom_four_try(unit: &mut Unit) -> Vec<UserId> {
    install_catalogue::run(unit).await.unwrap();
    let mut users = Vec::new();
    for _ in 0..5 {
        let user = testkit::user(unit).await;
        open::run(unit, user, "UTC").await.unwrap();
        users.push(user);
    }
    for user in &users[..4] {
        start_trial::run(unit, *user).await.unwrap();
    }
    users
}

/// Five customers on 15 January; four try, and by 5 February one bought early, one ran out, one cancelled, one bought
/// on the last day.
#[tokio::test]
async fn a_story_through_billing() {
    let test = testkit::database().await;
    let clocks = testkit::clocks(testkit::START);
    let database = test.open(clocks.clone());
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let users = five_of_whom_four_try(&mut unit).await;
    unit.commit(()).await.unwrap();

    clocks.business.advance(SignedDuration::from_hours(24));
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    buy(&mut unit, users[0], Interval::Month).await;
    cancel::run(&mut unit, users[1], When::Now, None).await.unwrap();
    let january = ask(&mut unit, "2026-01-01", None, ReportInterval::Month).await;
    let trials = &january.periods[0].trials;
    assert_eq!((trials.started, trials.converted, trials.canceled, trials.running), (4, 1, 1, 2));
    let rate = &trials.conversion_rate;
    assert_eq!(rate.reason, Some(Missing::NoTrialMatured), "nobody's fourteen days are over");
    assert_eq!((rate.numerator, rate.denominator), (0, 0));
    unit.commit(()).await.unwrap();

    clocks.business.advance(SignedDuration::from_hours(24 * 13) - SignedDuration::from_secs(1));
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    buy(&mut unit, users[2], Interval::Year).await;
    unit.commit(()).await.unwrap();

    clocks.business.advance(SignedDuration::from_hours(24 * 7));
    let mut unit = database.unit(test.scope(Actor::Operator)).await.unwrap();
    let unwritten = reads::subscriptions(&mut unit).await.unwrap();
    assert_eq!(unwritten.by_state[&State::Expired], 1, "a trial is over when its time is over");
    let early = ask(&mut unit, "2026-01-01", None, ReportInterval::Month).await;
    lapse::run(&mut unit, users[3]).await.unwrap();
    let report = ask(&mut unit, "2026-01-01", None, ReportInterval::Month).await;

    assert_eq!(report, early, "whether or not a lapse is written");
    assert_eq!(report.now, unwritten);
    assert_eq!(report.now.total, 5);
    let counted: Vec<_> = report.now.by_state.values().copied().collect();
    assert_eq!(counted, [1, 0, 2, 0, 0, 1, 1], "free, trialing, active, past due, paused, canceled, expired");
    assert_eq!(report.now.by_plan, BTreeMap::from([("free".into(), 3), ("premium".into(), 2)]));
    assert_eq!((report.now.by_interval[&Interval::Month], report.now.by_interval[&Interval::Year]), (1, 1));
    assert_eq!(report.now.by_interval.values().sum::<i64>(), 2);

    let [january, february] = &report.periods[..] else { panic!("two months") };
    let trialing = Some(State::Trialing);
    let expected = [
        (None, State::Free, "free", None, 5),
        (Some(State::Free), State::Trialing, "trial", None, 4),
        (trialing, State::Active, "premium", Some(Interval::Month), 1),
        (trialing, State::Active, "premium", Some(Interval::Year), 1),
        (trialing, State::Canceled, "trial", None, 1),
        (trialing, State::Expired, "trial", None, 1),
    ];
    assert_eq!(flows(january), expected, "the trial ran out on 29 January, whenever that was noticed");
    assert_eq!(flows(february), []);
    assert!(january.complete && !february.complete);
    let trials = &january.trials;
    assert_eq!((trials.started, trials.converted, trials.expired), (4, 2, 1));
    assert_eq!((trials.canceled, trials.running, trials.conversion_rate.value), (1, 0, Some(0.5)));
    assert_eq!(february.trials.started, 0);
    assert_eq!(report.definitions.len(), 6);
}

/// What a customer does, and after how many hours.
type Step = (i64, u8);

/// The ledger of a customer who tries each step and is refused where billing's rules refuse.
fn life(start: i64, steps: &[Step]) -> Vec<Transition> {
    let (plans, alone) = (Catalogue::shipped(), Customer::alone(TimeZone::UTC));
    let mut now = Timestamp::from_second(start).unwrap();
    let opened = Subscription::open(plans.free(), now).unwrap();
    let (mut held, mut rows) = (opened.subscription, vec![opened.transition]);
    for &(hours, step) in steps {
        now += SignedDuration::from_hours(hours);
        while let Some(due) = held.effect_due(now, &alone).unwrap() {
            held = due.subscription;
            rows.push(due.transition);
        }
        let order = Order::one(plans.current("premium").unwrap(), Interval::Month);
        let decided = match step {
            0 => held.start_trial(plans.trial("standard").unwrap(), now, &alone),
            1 => held.subscribe(&order, now, &alone),
            2 => held.cancel(When::Now, now, &alone),
            3 => held.cancel(When::PeriodEnd, now, &alone),
            4 => held.payment_failed(now, &alone),
            _ => held.payment_recovered(now, &alone),
        };
        if let Ok(decision) = decided {
            held = decision.subscription;
            rows.push(decision.transition);
        }
    }
    rows
}

/// The state of a customer just before an instant, if there was one.
fn state(rows: &[Transition], before: Timestamp) -> Option<State> {
    rows.iter().take_while(|row| row.effective_at < before).last().map(|row| row.to)
}

async fn check(book: Vec<Vec<Transition>>, to: Option<&str>, interval: ReportInterval) {
    let mut unit = testkit::unit().await;
    for rows in &book {
        add(&mut unit, rows).await;
    }
    let seen = unit.now() + SignedDuration::from_micros(1);
    let report = ask(&mut unit, "2025-06-10", to, interval).await;
    for period in &report.periods {
        let end = period.period_end.min(seen);
        for &counted in State::ALL {
            let at = |instant: Timestamp| {
                let standing = book.iter().filter(|rows| state(rows, instant) == Some(counted)).count();
                i64::try_from(standing).unwrap()
            };
            let into = period.flows.iter().filter(|flow| flow.to == counted).map(|flow| flow.count);
            let out = period.flows.iter().filter(|flow| flow.from == Some(counted)).map(|flow| flow.count);
            let grown = into.sum::<i64>() - out.sum::<i64>();
            assert_eq!(at(period.period_start) + grown, at(end), "{counted} in {}", period.period_start);
        }
        trials_are_those_of_the_customers(&book, period, end, seen);
    }
}

fn trials_are_those_of_the_customers(
    book: &[Vec<Transition>],
    period: &SubscriptionPeriod,
    end: Timestamp,
    seen: Timestamp,
) {
    let (mut outcomes, mut matured, mut won) = (BTreeMap::new(), 0, 0);
    for rows in book {
        let known: Vec<_> = rows.iter().take_while(|row| row.effective_at < seen).collect();
        let Some(began) = known.iter().position(|row| row.to == State::Trialing) else { continue };
        if known[began].effective_at < period.period_start || known[began].effective_at >= end {
            continue;
        }
        let outcome = known[began..].iter().map(|row| row.to).find(|to| *to != State::Trialing);
        *outcomes.entry(outcome).or_insert(0) += 1;
        let over = known[began].trial_ends_at.unwrap() < seen;
        matured += i64::from(over);
        won += i64::from(over && outcome == Some(State::Active));
    }
    let count = |outcome: Option<State>| outcomes.get(&outcome).copied().unwrap_or(0);
    let trials = &period.trials;
    assert_eq!(trials.started, outcomes.values().sum::<i64>());
    assert_eq!(trials.converted, count(Some(State::Active)));
    assert_eq!(
        (trials.expired, trials.canceled),
        (count(Some(State::Expired)), count(Some(State::Canceled)))
    );
    assert_eq!(trials.running, count(None));
    assert_eq!((trials.conversion_rate.numerator, trials.conversion_rate.denominator), (won, matured));
}

#[test]
fn flows_and_trials_of_random_books_are_those_of_the_customers() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = at("2025-05-01T00:00:00Z").as_second();
    let last = testkit::START.as_second();
    let start = prop_oneof![3 => first..last, 1 => last - 1_500_000..last];
    let customer = (start, prop::collection::vec((0i64..1_500, 0u8..6), 0..8));
    let customer = customer.prop_map(|(start, steps)| life(start, &steps));
    let intervals = vec![ReportInterval::Day, ReportInterval::Week, ReportInterval::Month];
    let ends = vec![None, Some("2025-07-05"), Some("2025-10-01"), Some("2025-12-24")];
    let books =
        (prop::collection::vec(customer, 0..10), prop::sample::select(ends), prop::sample::select(intervals));
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&books, |(book, to, interval)| {
            runtime.block_on(check(book, to, interval));
            Ok(())
        })
        .unwrap();
}
