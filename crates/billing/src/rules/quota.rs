//! Quota is arithmetic: what is used and the plan's limit make what remains, or who is over and why.
//!
//! A usage period is named by its start, and that name is the key of its counter: a new period is a new
//! key, so there is no monthly reset that could be missed. It knows no store and takes nothing itself.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kernel::Period;
use serde::Serialize;
use thiserror::Error;

use super::{Catalogue, Counter, Limit, Meter, PlanVersion, State, Subscription, TrialOffer, Upgrade};

/// One meter in one usage period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Which.
    pub meter: Meter,
    /// What is used and set aside.
    #[serde(flatten)]
    pub counter: Counter,
    /// What the plan in force allows.
    pub limit: Limit,
    /// When the next usage period starts.
    pub resets_at: Timestamp,
}

/// A limit is reached, and what would allow more.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{used} of {limit} {meter} of plan {plan} are taken until {resets_at}")]
pub struct Exceeded {
    /// Which meter.
    pub meter: Meter,
    /// The plan in force.
    pub plan: String,
    /// What it allows.
    pub limit: u32,
    /// What is used and set aside.
    pub used: u32,
    /// When the next usage period starts.
    pub resets_at: Timestamp,
    /// The lowest plan above that allows more.
    pub upgrade: Option<Upgrade>,
    /// The trial that allows more, for whoever may still begin it.
    pub trial: Option<TrialOffer>,
}

/// The usage period that holds `at`.
///
/// During a trial, the trial; while paid, months counted from the usage anchor ([`usage_anchor`]), whatever
/// the paid interval; else the calendar month. `zone` must be the zone that was fixed with the subscription: a zone that
/// its owner can change at will would open a new period, and so a new allowance, with each change.
///
/// # Errors
/// Outside jiff's years, -9999 to 9999.
pub fn usage_period(
    subscription: &Subscription,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<Period, jiff::Error> {
    match (subscription.state, subscription.anchor, subscription.trial_ends_at, subscription.usage_anchor) {
        (State::Trialing, Some(start), Some(end), _) => Ok(Period { start, end }),
        (State::Active | State::PastDue, _, _, Some(anchor)) => Period::anchored(anchor, 1, at, zone),
        _ => Period::calendar_month(at, zone),
    }
}

/// From when the usage months of a purchase at `at` are counted.
///
/// The last usage month in which service was paid runs to its end, whatever is cancelled and bought again
/// meanwhile: a purchase inside it goes on counting in it, and its months keep their anchor. A later one
/// begins anew, from itself. So however often is bought, a month has one counter.
///
/// A trial counts apart, in its own period. It earns nothing and there is one, so the first purchase after
/// it begins anew; it neither ends nor prolongs a usage month that was paid before it.
///
/// Bought on 10 January and cancelled at once on the 12th: bought again on 9 February, the month of
/// 10 January still runs; on 10 February it is over.
///
/// ```
/// use billing::rules::{Catalogue, Customer, Interval, Order, Subscription, When, quota::usage_anchor};
/// use jiff::{Timestamp, tz::TimeZone};
///
/// let (plans, alone) = (Catalogue::shipped(), Customer::alone(TimeZone::UTC));
/// let bought: Timestamp = "2026-01-10T09:00:00Z".parse()?;
/// let free = Subscription::open(plans.free(), bought)?.subscription;
/// let order = Order::one(plans.current("premium").ok_or("no premium")?, Interval::Month);
/// let paid = free.subscribe(&order, bought, &alone)?.subscription;
/// let ended = paid.cancel(When::Now, "2026-01-12T09:00:00Z".parse()?, &alone)?.subscription;
///
/// let again: Timestamp = "2026-02-09T09:00:00Z".parse()?;
/// assert_eq!(usage_anchor(&ended, again, &TimeZone::UTC)?, bought);
/// let later: Timestamp = "2026-02-10T09:00:00Z".parse()?;
/// assert_eq!(usage_anchor(&ended, later, &TimeZone::UTC)?, later);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Outside jiff's years, -9999 to 9999.
pub fn usage_anchor(before: &Subscription, at: Timestamp, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    let (Some(anchor), Some(until)) = (before.usage_anchor, before.paid_until) else {
        return Ok(at);
    };
    // Service that ends with a month does not open the next one.
    let last = until.checked_sub(SignedDuration::from_nanos(1))?.max(anchor);
    let month = Period::anchored(anchor, 1, last, zone)?;
    Ok(if at < month.end { anchor } else { at })
}

/// What remains once `wanted` more are taken under `plan`, which is in force for `subscription`, or why they
/// cannot be.
///
/// Premium allows 100 charts. 97 are made and 2 more are in the making, so one is left:
///
/// ```
/// use billing::rules::{Catalogue, Counter, Limit, Meter, Subscription, Usage, quota::check};
///
/// let plans = Catalogue::shipped();
/// let customer = Subscription::open(plans.free(), "2026-06-05T09:00:00Z".parse()?)?.subscription;
/// let (free, premium) = (plans.free(), plans.current("premium").ok_or("no premium")?);
/// let mut usage = Usage {
///     meter: Meter::Charts,
///     counter: Counter { used: 97, reserved: 2 },
///     limit: premium.limit(Meter::Charts),
///     resets_at: "2026-07-01T00:00:00Z".parse()?,
/// };
/// assert_eq!(check(&usage, 1, premium, &customer, &plans), Ok(Limit::Limited(0)));
/// let over = check(&usage, 2, premium, &customer, &plans).unwrap_err();
/// assert_eq!((over.used, over.limit, over.upgrade), (99, 100, None));
///
/// (usage.counter, usage.limit) = (Counter { used: 3, reserved: 0 }, free.limit(Meter::Charts));
/// let over = check(&usage, 1, free, &customer, &plans).unwrap_err();
/// let (upgrade, trial) = (over.upgrade.ok_or("no upgrade")?, over.trial.ok_or("no trial")?);
/// assert_eq!((upgrade.plan.as_str(), upgrade.price.to_string()), ("premium", "9.99 USD".to_owned()));
/// assert_eq!((trial.plan.as_str(), trial.days), ("trial", 14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Exceeded`], with the plan that would allow more.
pub fn check(
    usage: &Usage,
    wanted: u32,
    plan: &PlanVersion,
    subscription: &Subscription,
    catalogue: &Catalogue,
) -> Result<Limit, Box<Exceeded>> {
    let after = usage.counter.reserve(usage.limit, wanted);
    let limit = match (usage.limit, after) {
        (_, Some(after)) => return Ok(after.remaining(usage.limit)),
        (Limit::Limited(limit), None) => limit,
        (Limit::Unlimited, None) => u32::MAX,
    };
    let more = |other: &PlanVersion| other.limit(usage.meter) > usage.limit;
    Err(Box::new(Exceeded {
        meter: usage.meter,
        plan: plan.code.clone(),
        limit,
        used: usage.counter.taken(),
        resets_at: usage.resets_at,
        upgrade: catalogue.upgrade(plan, more),
        trial: catalogue.trial_offer(subscription, more),
    }))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::{Customer, Interval, Order, When};

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn berlin() -> TimeZone {
        TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
    }

    fn free(plans: &Catalogue) -> Subscription {
        Subscription::open(plans.free(), Timestamp::UNIX_EPOCH).unwrap().subscription
    }

    fn span(subscription: &Subscription, at: &str) -> (String, String) {
        let period = usage_period(subscription, instant(at), &berlin()).unwrap();
        (period.start.to_string(), period.end.to_string())
    }

    #[test]
    fn each_standing_has_its_usage_period() {
        let (plans, customer) = (Catalogue::shipped(), Customer::alone(berlin()));
        let text = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        let free = Subscription::open(plans.free(), instant("2026-03-10T09:00:00Z")).unwrap().subscription;
        let calendar = text("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z");
        assert_eq!(span(&free, "2026-02-28T23:00:00Z"), calendar);
        assert_eq!(span(&free, "2026-03-31T21:59:59Z"), calendar);

        let trial = plans.trial("standard").unwrap();
        let trial = free.start_trial(trial, instant("2026-03-20T09:00:00Z"), &customer).unwrap().subscription;
        let fortnight = text("2026-03-20T09:00:00Z", "2026-04-03T08:00:00Z"); // 10:00 in Berlin, both
        assert_eq!(span(&trial, "2026-04-01T00:00:00Z"), fortnight);

        let order = Order::one(plans.current("premium").unwrap(), Interval::Year);
        let paid = trial.subscribe(&order, instant("2026-03-31T09:00:00Z"), &customer).unwrap().subscription;
        let second = text("2026-04-30T09:00:00Z", "2026-05-31T09:00:00Z");
        assert_eq!(span(&paid, "2026-05-10T00:00:00Z"), second, "by the month, though paid by the year");
        let late = paid.payment_failed(instant("2026-04-30T09:00:00Z"), &customer).unwrap().subscription;
        assert_eq!(span(&late, "2026-05-10T00:00:00Z"), second);

        let ended = late.cancel(When::Now, instant("2026-05-10T00:00:00Z"), &customer).unwrap().subscription;
        let may = text("2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z");
        assert_eq!(span(&ended, "2026-05-10T00:00:00Z"), may);
    }

    /// What is bought inside the month that runs is counted there, and what is bought later anew.
    #[test]
    fn buying_again_empties_no_counter() {
        let (plans, customer) = (Catalogue::shipped(), Customer::alone(TimeZone::UTC));
        let order = Order::one(plans.current("premium").unwrap(), Interval::Month);
        let buy = |now: &Subscription, at: &str| {
            now.subscribe(&order, instant(at), &customer).unwrap().subscription
        };
        let counted = |now: &Subscription, at: &str| {
            usage_period(now, instant(at), &TimeZone::UTC).unwrap().start.to_string()
        };
        let free = Subscription::open(plans.free(), instant("2026-01-10T09:00:00Z")).unwrap().subscription;
        let tried = plans.trial("standard").unwrap();
        let table = [
            // bought, cancelled, tried, bought again, counted from
            ("2026-01-10", "2026-01-10", None, "2026-01-10", "2026-01-10"),
            ("2026-01-10", "2026-01-12", None, "2026-02-09", "2026-01-10"),
            ("2026-01-10", "2026-01-12", None, "2026-02-10", "2026-02-10"),
            ("2026-01-10", "2026-02-10", None, "2026-02-10", "2026-02-10"),
            ("2026-01-10", "2026-02-11", None, "2026-03-09", "2026-02-10"),
            ("2026-01-10", "2026-01-12", Some("2026-01-13"), "2026-01-14", "2026-01-10"),
            ("2026-01-10", "2026-02-08", Some("2026-02-09"), "2026-02-12", "2026-02-12"),
            ("2026-01-31", "2026-03-05", None, "2026-03-30", "2026-02-28"),
        ];
        for (bought, cancelled, trial, again, from) in table {
            let nine = |day: &str| format!("{day}T09:00:00Z");
            let mut now = buy(&free, &nine(bought));
            now = now.cancel(When::Now, instant(&nine(cancelled)), &customer).unwrap().subscription;
            if let Some(day) = trial {
                now = now.start_trial(tried, instant(&nine(day)), &customer).unwrap().subscription;
                assert_eq!(counted(&now, &nine(again)), nine(day), "a trial counts apart");
            }
            let now = buy(&now, &nine(again));
            assert_eq!(counted(&now, &nine(again)), nine(from), "{bought} {cancelled} {again}");
            assert_eq!(now.anchor, Some(instant(&nine(again))), "it is paid from its own day");
        }
        let trial = free.start_trial(tried, instant("2026-01-10T09:00:00Z"), &customer).unwrap().subscription;
        let first = buy(&trial, "2026-01-12T09:00:00Z");
        assert_eq!(counted(&first, "2026-01-13T00:00:00Z"), "2026-01-12T09:00:00Z", "the first begins anew");
    }

    proptest! {
        /// Whatever is bought, cancelled and tried: paid counters are a month apart.
        #[test]
        fn no_loop_opens_two_counters_in_a_month(
            steps in prop::collection::vec((0i64..900, 0usize..6), 1..60), utc in any::<bool>(),
        ) {
            let zone = if utc { TimeZone::UTC } else { berlin() };
            let (plans, customer) = (Catalogue::shipped(), Customer::alone(zone.clone()));
            let order = |interval| Order::one(plans.current("premium").unwrap(), interval);
            let mut at = instant("2026-01-31T12:00:00Z");
            let mut now = Subscription::open(plans.free(), at).unwrap().subscription;
            let mut counters = std::collections::BTreeSet::new();
            for (gap, step) in steps {
                // Most steps follow at once: that is how a loop would be made.
                at += SignedDuration::from_hours(if gap < 600 { gap / 20 } else { gap });
                while let Some(due) = now.effect_due(at, &customer).unwrap() {
                    now = due.subscription;
                }
                let asked = match step {
                    0 | 1 => now.subscribe(&order(Interval::Month), at, &customer),
                    2 => now.subscribe(&order(Interval::Year), at, &customer),
                    3 => now.cancel(When::Now, at, &customer),
                    4 => now.cancel(When::PeriodEnd, at, &customer),
                    _ => now.start_trial(plans.trial("standard").unwrap(), at, &customer),
                };
                now = asked.map_or(now, |decision| decision.subscription);
                if now.state.earns() {
                    counters.insert(usage_period(&now, at, &zone).unwrap().start);
                }
            }
            let counters: Vec<_> = counters.into_iter().collect();
            let month = SignedDuration::from_hours(28 * 24 - 1);
            prop_assert!(counters.windows(2).all(|two| two[1].duration_since(two[0]) >= month), "{:?}", counters);
        }

        /// Usage periods of one standing tile time: each instant has one key, and the next key is its end.
        #[test]
        fn a_period_ends_where_the_next_key_begins(hours in 0i64..30_000, state in 0usize..3) {
            let (plans, customer) = (Catalogue::shipped(), Customer::alone(berlin()));
            let start = instant("2026-01-31T12:00:00Z");
            let free = Subscription::open(plans.free(), start).unwrap().subscription;
            let order = Order::one(plans.current("premium").unwrap(), Interval::Month);
            let paid = free.subscribe(&order, start, &customer).unwrap().subscription;
            let ended = paid.cancel(When::Now, start, &customer).unwrap().subscription;
            let subscription = [&free, &paid, &ended][state];
            let at = start + SignedDuration::from_hours(hours);
            let period = usage_period(subscription, at, &berlin()).unwrap();
            prop_assert!(period.contains(at));
            let next = usage_period(subscription, period.end, &berlin()).unwrap();
            prop_assert_eq!(next.start, period.end);
        }

        #[test]
        fn refused_exactly_when_the_limit_would_be_passed(used in 0u32..8, reserved in 0u32..8, wanted in 0u32..8, limit in 0u32..16) {
            let plans = Catalogue::shipped();
            let counter = Counter { used, reserved };
            let usage = Usage { meter: Meter::Exports, counter, limit: Limit::Limited(limit), resets_at: Timestamp::UNIX_EPOCH };
            let answer = check(&usage, wanted, plans.free(), &free(&plans), &plans);
            let left = i64::from(limit) - i64::from(used) - i64::from(reserved) - i64::from(wanted);
            let over = answer.as_ref().err().map(|over| (over.limit, over.used, over.upgrade.is_some()));
            prop_assert_eq!(over, (left < 0).then_some((limit, used + reserved, true)));
            prop_assert_eq!(answer.ok(), u32::try_from(left).ok().map(Limit::Limited));
            let endless = Usage { limit: Limit::Unlimited, ..usage };
            prop_assert_eq!(check(&endless, wanted, plans.free(), &free(&plans), &plans), Ok(Limit::Unlimited));
        }
    }

    #[test]
    fn a_plan_that_allows_no_more_is_no_upgrade() {
        let shipped = Catalogue::shipped();
        let mut twin = shipped.current("premium").unwrap().clone();
        (twin.code, twin.rank) = ("twin".into(), 30);
        let plans = shipped.with(twin).unwrap();
        let premium = plans.current("premium").unwrap();
        let limit = premium.limit(Meter::Charts);
        let counter = Counter { used: 100, reserved: 0 };
        let usage = Usage { meter: Meter::Charts, counter, limit, resets_at: Timestamp::UNIX_EPOCH };
        assert_eq!(check(&usage, 1, premium, &free(&plans), &plans).unwrap_err().upgrade, None);
    }

    #[test]
    fn usage_and_refusal_say_how_it_stands() {
        let plans = Catalogue::shipped();
        let usage = Usage {
            meter: Meter::AiInterpretations,
            counter: Counter { used: 1, reserved: 0 },
            limit: Limit::Limited(1),
            resets_at: instant("2026-07-01T00:00:00Z"),
        };
        assert_eq!(
            serde_json::to_value(usage).unwrap(),
            serde_json::json!({
                "meter": "ai_interpretations", "used": 1, "reserved": 0, "limit": {"limited": 1},
                "resets_at": "2026-07-01T00:00:00Z"
            })
        );
        let over = check(&usage, 1, plans.free(), &free(&plans), &plans).unwrap_err();
        assert_eq!(
            over.to_string(),
            "1 of 1 ai_interpretations of plan free are taken until 2026-07-01T00:00:00Z"
        );
    }
}
