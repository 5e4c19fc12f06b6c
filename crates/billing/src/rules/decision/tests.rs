//! Decisions against a naive simulator written from the definitions, and against themselves: in small
//! steps or in one jump, decided or re-read, the same ledger.

use jiff::{SignedDuration, Span};
use proptest::prelude::*;

use super::*;
use crate::rules::{Catalogue, Movement, fold};

const PREMIUM_MONTH: i64 = 999;
const PREMIUM_YEAR: i64 = 833; // 9,999 / 12 = 833.25

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Try,
    BuyMonth,
    BuyYear,
    CancelNow,
    CancelAtEnd,
    Withdraw,
    Fail,
    Recover,
    Abandon,
}

fn script() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop::sample::select(vec![
        Step::Try,
        Step::BuyMonth,
        Step::BuyYear,
        Step::CancelNow,
        Step::CancelAtEnd,
        Step::Withdraw,
        Step::Fail,
        Step::Recover,
        Step::Abandon,
    ]);
    let gap = prop_oneof![1i64..48, 1i64..900];
    prop::collection::vec((gap, step), 0..40)
}

fn zone(index: usize) -> TimeZone {
    let rules = ["UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1245>-12:45"];
    TimeZone::posix(rules[index % rules.len()]).unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn start() -> Timestamp {
    instant("2026-01-31T07:30:00Z")
}

fn ask(now: &Subscription, step: Step, at: Timestamp, customer: &Customer) -> Result<Decision, Refusal> {
    let plans = Catalogue::shipped();
    let order = |interval| Order::one(plans.current("premium").unwrap(), interval);
    match step {
        Step::Try => now.start_trial(plans.trial("standard").unwrap(), at, customer),
        Step::BuyMonth => now.subscribe(&order(Interval::Month), at, customer),
        Step::BuyYear => now.subscribe(&order(Interval::Year), at, customer),
        Step::CancelNow => now.cancel(When::Now, at, customer),
        Step::CancelAtEnd => now.cancel(When::PeriodEnd, at, customer),
        Step::Withdraw => now.withdraw_cancel(at, customer),
        Step::Fail => now.payment_failed(at, customer),
        Step::Recover => now.payment_recovered(at, customer),
        Step::Abandon => now.payment_abandoned(at, customer),
    }
}

/// Runs a script; time passes in jumps from step to step, or in ticks of `tick` hours.
fn run(script: &[(i64, Step)], zone: &TimeZone, tick: Option<i64>) -> (Vec<Transition>, Subscription) {
    let customer = Customer::alone(zone.clone());
    let opened = Subscription::open(Catalogue::shipped().free(), start()).unwrap();
    let (mut rows, mut now, mut hour) = (vec![opened.transition], opened.subscription, 0);
    let pass = |from: i64, to: i64, now: &mut Subscription, rows: &mut Vec<Transition>| {
        let ticks = tick.map(|tick| (from..to).step_by(usize::try_from(tick).unwrap()));
        for hour in ticks.into_iter().flatten().chain([to]) {
            let at = start() + SignedDuration::from_hours(hour);
            while let Some(due) = now.effect_due(at, &customer).unwrap() {
                rows.push(due.transition);
                *now = due.subscription;
            }
        }
    };
    for &(gap, step) in script {
        pass(hour, hour + gap, &mut now, &mut rows);
        hour += gap;
        if let Ok(decision) = ask(&now, step, start() + SignedDuration::from_hours(hour), &customer) {
            rows.push(decision.transition);
            now = decision.subscription;
        }
    }
    pass(hour, hour + 10_000, &mut now, &mut rows);
    (rows, now)
}

/// The definitions told a second time: no table, no rows, one hour after the other, in UTC.
#[derive(Default)]
struct Naive {
    state: &'static str,
    ends: Option<Timestamp>,
    leaving: Option<Timestamp>,
    bought: Option<Timestamp>,
    yearly: bool,
    tried: bool,
}

impl Naive {
    fn pass_to(&mut self, now: Timestamp) {
        if self.ends.is_some_and(|end| end <= now) {
            let state = if self.leaving.is_some() { "canceled" } else { "expired" };
            *self = Self { state, tried: true, ..Self::default() };
        }
        if self.leaving.is_some_and(|end| end <= now) {
            *self = Self { state: "canceled", tried: self.tried, ..Self::default() };
        }
    }

    fn paid_until(&self, now: Timestamp) -> Option<Timestamp> {
        let bought = self.bought?.to_zoned(TimeZone::UTC);
        let months = if self.yearly { 12 } else { 1 };
        (1..999).map(|k| (&bought + Span::new().months(k * months)).timestamp()).find(|end| *end > now)
    }

    fn ask(&mut self, step: Step, now: Timestamp) -> bool {
        let paying = matches!(self.state, "active" | "past_due");
        let legal = match step {
            Step::Try => matches!(self.state, "free" | "canceled") && !self.tried,
            Step::BuyMonth | Step::BuyYear => !paying,
            Step::CancelNow => paying || self.state == "trialing",
            Step::CancelAtEnd => (paying || self.state == "trialing") && self.leaving.is_none(),
            Step::Withdraw => self.leaving.is_some(),
            Step::Fail => self.state == "active",
            Step::Recover | Step::Abandon => self.state == "past_due",
        };
        if !legal {
            return false;
        }
        match step {
            Step::Try => {
                let ends = Some(now + SignedDuration::from_hours(14 * 24));
                *self = Self { state: "trialing", ends, tried: true, ..Self::default() };
            }
            Step::BuyMonth | Step::BuyYear => {
                let (bought, yearly) = (Some(now), step == Step::BuyYear);
                *self = Self { state: "active", bought, yearly, tried: self.tried, ..Self::default() };
            }
            Step::CancelNow | Step::Abandon => {
                *self = Self { state: "canceled", tried: self.tried, ..Self::default() };
            }
            Step::CancelAtEnd => self.leaving = self.ends.or_else(|| self.paid_until(now)),
            Step::Withdraw => self.leaving = None,
            Step::Fail => self.state = "past_due",
            Step::Recover => self.state = "active",
        }
        true
    }

    fn mrr(&self) -> i64 {
        match (self.state, self.yearly) {
            ("active" | "past_due", false) => PREMIUM_MONTH,
            ("active" | "past_due", true) => PREMIUM_YEAR,
            _ => 0,
        }
    }
}

proptest! {
    #[test]
    fn decisions_agree_with_the_definitions(script in script()) {
        let customer = Customer::alone(TimeZone::UTC);
        let mut now = Subscription::open(Catalogue::shipped().free(), start()).unwrap().subscription;
        let mut naive = Naive { state: "free", ..Naive::default() };
        let mut at = start();
        for (gap, step) in script {
            for _ in 0..gap {
                at += SignedDuration::from_hours(1);
                naive.pass_to(at);
                if let Some(due) = now.effect_due(at, &customer).unwrap() {
                    now = due.subscription;
                }
                prop_assert_eq!(now.state.as_str(), naive.state);
                prop_assert_eq!(now.mrr_minor, naive.mrr());
            }
            let decided = ask(&now, step, at, &customer);
            prop_assert_eq!(decided.is_ok(), naive.ask(step, at), "{:?} while {}", step, now.state);
            now = decided.map_or(now, |decision| decision.subscription);
            prop_assert_eq!((now.state.as_str(), now.trial_ends_at, now.cancel_at), (naive.state, naive.ends, naive.leaving));
            prop_assert_eq!(now.trialed, naive.tried);
        }
    }

    #[test]
    fn small_steps_and_one_jump_write_the_same_ledger(script in script(), z in 0usize..4, tick in 1i64..200) {
        let jump = run(&script, &zone(z), None);
        prop_assert_eq!(&run(&script, &zone(z), Some(tick)), &jump);
        let bytes = |rows: &[Transition]| serde_json::to_string(rows).unwrap();
        prop_assert_eq!(bytes(&run(&script, &zone(z), Some(tick)).0), bytes(&jump.0));
    }

    #[test]
    fn the_fold_of_the_rows_is_the_state(script in script(), z in 0usize..4) {
        let (rows, now) = run(&script, &zone(z), None);
        let text = serde_json::to_string(&rows).unwrap();
        let reread: Vec<Transition> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(fold(&reread).unwrap(), Some(now.clone()));
        for (i, row) in rows.iter().enumerate() {
            let then = fold(&rows[..=i]).unwrap().unwrap();
            prop_assert_eq!((then.state, then.mrr_minor, then.since), (row.to, row.mrr_minor, row.effective_at));
        }
        prop_assert_eq!(rows.iter().map(|row| row.delta_minor).sum::<i64>(), now.mrr_minor);
        let first = rows.iter().filter(|row| row.movement == Some(Movement::New)).count();
        prop_assert_eq!(first, usize::from(now.has_paid));
        prop_assert!(rows.iter().filter(|row| row.action == Action::StartTrial).count() <= 1);
    }

    /// What a scheduled cancellation ends was paid for until then.
    #[test]
    fn churn_is_dated_at_the_end_of_paid_service(script in script(), z in 0usize..4) {
        let (rows, _) = run(&script, &zone(z), None);
        for (before, row) in rows.iter().zip(&rows[1..]).filter(|(_, row)| row.action == Action::FinishCancel) {
            prop_assert_eq!(Some(row.effective_at), before.cancel_at);
            let (Some(anchor), Some(terms), true) = (before.anchor, before.terms, before.to.earns()) else {
                prop_assert_eq!(row.movement, None);
                continue;
            };
            prop_assert_eq!(row.movement, Some(Movement::Churn));
            let paid = terms.interval.period(anchor, row.effective_at, &zone(z)).unwrap();
            prop_assert_eq!(paid.start, row.effective_at);
        }
    }
}

#[test]
fn what_is_due_comes_before_everything_else() {
    let alone = Customer::alone(TimeZone::UTC);
    let free = Subscription::open(Catalogue::shipped().free(), start()).unwrap().subscription;
    let trial = ask(&free, Step::Try, start(), &alone).unwrap().subscription;
    let over = start() + SignedDuration::from_hours(14 * 24);
    for step in [Step::BuyMonth, Step::CancelNow, Step::CancelAtEnd] {
        let refused = ask(&trial, step, over, &alone).unwrap_err();
        assert!(matches!(refused, Refusal::Behind { due } if due == over), "{refused}");
        assert!(ask(&trial, step, over - SignedDuration::from_secs(1), &alone).is_ok());
    }
    assert_eq!(trial.effect_due(over - SignedDuration::from_secs(1), &alone).unwrap(), None);
    let late = over + SignedDuration::from_hours(999);
    let expired = trial.effect_due(late, &alone).unwrap().unwrap();
    assert_eq!((expired.subscription.state, expired.transition.effective_at), (State::Expired, over));
    let again =
        expired.subscription.start_trial(Catalogue::shipped().trial("standard").unwrap(), late, &alone);
    assert!(matches!(again, Err(Refusal::TrialUsed)));
    let ended = ask(&trial, Step::CancelNow, start(), &alone).unwrap().subscription;
    assert_eq!(ended.legal(), [Action::Subscribe], "no second trial");
}

#[test]
fn a_clock_a_little_behind_does_not_turn_the_ledger_back() {
    let alone = Customer::alone(TimeZone::UTC);
    let free = Subscription::open(Catalogue::shipped().free(), start()).unwrap().subscription;
    let bought = ask(&free, Step::BuyMonth, start() - SignedDuration::from_secs(1), &alone).unwrap();
    assert_eq!((bought.transition.effective_at, bought.subscription.anchor), (start(), Some(start())));
    for step in [Step::Fail, Step::CancelAtEnd, Step::CancelNow] {
        let early = start() - SignedDuration::from_secs(1);
        let row = ask(&bought.subscription, step, early, &alone).unwrap().transition;
        assert_eq!(row.effective_at, start(), "{step:?}");
    }
}

#[test]
fn the_refusal_names_what_is_legal() {
    let alone = Customer::alone(TimeZone::UTC);
    let free = Subscription::open(Catalogue::shipped().free(), start()).unwrap().subscription;
    let bought = ask(&free, Step::BuyMonth, start(), &alone).unwrap().subscription;
    let Err(Refusal::Illegal(refused)) = ask(&bought, Step::BuyYear, start(), &alone) else {
        panic!("bought twice");
    };
    assert_eq!(
        serde_json::to_value(&refused).unwrap(),
        serde_json::json!({
            "from": "active", "action": "subscribe", "legal": ["schedule_cancel", "cancel_now", "pause"]
        })
    );
    assert_eq!(refused.to_string(), "a subscription that is active does not allow subscribe");
    let leaving = ask(&bought, Step::CancelAtEnd, start(), &alone).unwrap().subscription;
    assert_eq!(leaving.legal(), [Action::WithdrawCancel, Action::CancelNow, Action::Pause]);
    assert_eq!(leaving.cancel_at, Some(instant("2026-02-28T07:30:00Z")));
}

#[test]
fn only_what_is_sold_can_be_bought_and_only_a_trial_tried() {
    let (plans, alone) = (Catalogue::shipped(), Customer::alone(TimeZone::UTC));
    let free = Subscription::open(plans.free(), start()).unwrap().subscription;
    let premium = plans.current("premium").unwrap();
    let not_sold = [
        Order::one(plans.free(), Interval::Month),
        Order::one(plans.trial("standard").unwrap(), Interval::Month),
        Order::one(premium, Interval::Week),
        Order { currency: Some(Currency::EUR), ..Order::one(premium, Interval::Month) },
    ];
    for order in not_sold {
        assert!(matches!(free.subscribe(&order, start(), &alone), Err(Refusal::NotSold { .. })), "{order:?}");
    }
    assert!(matches!(free.start_trial(premium, start(), &alone), Err(Refusal::NotATrial { .. })));
    let mut dear = premium.clone();
    dear.prices[0].price.amount_minor = i64::MAX;
    let order = Order { quantity: NonZeroU32::new(2).unwrap(), ..Order::one(&dear, Interval::Month) };
    assert!(matches!(free.subscribe(&order, start(), &alone), Err(Refusal::TooLarge)));
}

#[test]
fn movements_are_the_customers_not_the_subscriptions() {
    let free = Subscription::open(Catalogue::shipped().free(), start()).unwrap().subscription;
    let two = Customer { other_mrr_minor: 500, paid_elsewhere: true, ..Customer::alone(TimeZone::UTC) };
    let second = ask(&free, Step::BuyMonth, start(), &two).unwrap();
    assert_eq!(second.transition.movement, Some(Movement::Expansion));
    let dropped = ask(&second.subscription, Step::CancelNow, start(), &two).unwrap();
    assert_eq!(dropped.transition.movement, Some(Movement::Contraction));
    assert_eq!(dropped.transition.delta_minor, -999);
    let back = Customer { other_mrr_minor: 0, ..two };
    let returned = ask(&free, Step::BuyMonth, start(), &back).unwrap();
    assert_eq!(returned.transition.movement, Some(Movement::Reactivation));
}

#[test]
fn a_trial_counts_calendar_days_and_buying_ends_it() {
    let berlin = Customer::alone(zone(1));
    let at = instant("2026-03-20T09:00:00Z");
    let free = Subscription::open(Catalogue::shipped().free(), at).unwrap().subscription;
    let trial = ask(&free, Step::Try, at, &berlin).unwrap();
    assert_eq!(trial.subscription.trial_ends_at, Some(instant("2026-04-03T08:00:00Z")));
    assert_eq!((trial.transition.mrr_minor, trial.transition.movement), (0, None));
    let later = instant("2026-03-31T09:00:00Z");
    let bought = ask(&trial.subscription, Step::BuyYear, later, &berlin).unwrap();
    let now = &bought.subscription;
    assert_eq!((now.state, now.trial_ends_at, now.due_at()), (State::Active, None, None));
    assert_eq!((now.mrr_minor, bought.transition.movement), (PREMIUM_YEAR, Some(Movement::New)));
    let leaving = ask(&trial.subscription, Step::CancelAtEnd, at, &berlin).unwrap().subscription;
    assert_eq!(leaving.cancel_at, leaving.trial_ends_at);
    let stays = ask(&leaving, Step::BuyMonth, later, &berlin).unwrap().subscription;
    assert_eq!((stays.state, stays.cancel_at), (State::Active, None), "what was bought is not cancelled");
    let year = now.period(instant("2027-01-01T00:00:00Z"), &zone(1)).unwrap().unwrap();
    assert_eq!((year.start, year.end), (later, instant("2027-03-31T09:00:00Z")));
}
