//! All plans of one tenant, every version of them, and the rules that hold between them.
//!
//! It answers which plan is sold, which one a subscription entitles to, and what would be the next one
//! up. It knows no customers.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Money;
use serde::Serialize;

use super::{Action, Fault, PlanKind, PlanRef, PlanVersion, State, Subscription};

/// The path of a fault that is no single plan's.
const EVERY_PLAN: &str = "plans";

/// A set of plans that fit together: codes, families, ranks and exactly one free plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// By code, then version.
    plans: BTreeMap<String, BTreeMap<u32, PlanVersion>>,
    free: PlanVersion,
}

/// A plan that has what the present one lacks, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Upgrade {
    /// Its code.
    pub plan: String,
    /// Its first listed price.
    pub price: Money,
}

/// A trial that may still be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrialOffer {
    /// Its code.
    pub plan: String,
    /// How many calendar days it lasts.
    pub days: u16,
}

impl Catalogue {
    /// The plans, if they fit together. A stored version is trusted to be sound in itself.
    ///
    /// # Errors
    /// Each clash: a version twice, a plan in two families, two plans of one rank, two trials in a
    /// family, no or several free plans. Only current versions can clash in rank or kind.
    pub fn new(plans: impl IntoIterator<Item = PlanVersion>) -> Result<Self, Vec<Fault>> {
        let mut by_code: BTreeMap<String, BTreeMap<u32, PlanVersion>> = BTreeMap::new();
        let mut faults = Vec::new();
        for plan in plans {
            let versions = by_code.entry(plan.code.clone()).or_default();
            if versions.values().any(|other| other.family != plan.family) {
                faults.push(Fault::new(
                    format!("{}.family", plan.code),
                    "changed",
                    "a plan stays in its family",
                ));
            }
            let (code, version) = (plan.code.clone(), plan.version);
            if versions.insert(version, plan).is_some() {
                faults.push(Fault::new(format!("{code}.version"), "duplicate", "a version is written once"));
            }
        }
        let current: Vec<&PlanVersion> = by_code.values().filter_map(newest).collect();
        faults.extend(clashes(&current));
        let mut free = current.into_iter().filter(|plan| plan.kind() == PlanKind::Free);
        match (free.next().cloned(), free.next(), faults.is_empty()) {
            (Some(free), None, true) => Ok(Self { plans: by_code, free }),
            (Some(_), None, false) => Err(faults),
            _ => {
                let message = "exactly one plan without price or trial days";
                faults.push(Fault::new(EVERY_PLAN, "free", message));
                Err(faults)
            }
        }
    }

    /// This catalogue with one more version, which must be the next of its plan.
    ///
    /// # Errors
    /// What is wrong with the plan itself, its place among its versions, or its fit with the others; each by
    /// the field of this plan that would have to change.
    pub fn with(&self, plan: PlanVersion) -> Result<Self, Vec<Fault>> {
        let mut faults = plan.faults();
        let next = self.current(&plan.code).map_or(1, |newest| newest.version.saturating_add(1));
        if plan.version != next {
            faults.push(Fault::new("version", "not_next", format!("the next version is {next}")));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let kind = if plan.trial_days.is_some() { "trial_days" } else { "prices" };
        let plans = self.plans.values().flat_map(BTreeMap::values).cloned().chain([plan]);
        // The others fitted together before: whichever plan a clash names, this one has brought it about.
        Self::new(plans).map_err(|mut faults| {
            for fault in &mut faults {
                let field =
                    fault.path.rsplit('.').next().filter(|field| *field != EVERY_PLAN).unwrap_or(kind);
                fault.path = field.to_owned();
            }
            faults
        })
    }

    /// The newest version of a plan.
    #[must_use]
    pub fn current(&self, code: &str) -> Option<&PlanVersion> {
        self.plans.get(code).and_then(newest)
    }

    /// One version of a plan, sold still or no more.
    #[must_use]
    pub fn version(&self, plan: &PlanRef) -> Option<&PlanVersion> {
        self.plans.get(&plan.code)?.get(&plan.version)
    }

    /// What is sold: the newest version of each plan, by rank.
    #[must_use]
    pub fn offered(&self) -> Vec<&PlanVersion> {
        let mut offered: Vec<_> = self.plans.values().filter_map(newest).collect();
        offered.sort_by_key(|plan| plan.rank);
        offered
    }

    /// The plan of whoever has no other.
    #[must_use]
    pub fn free(&self) -> &PlanVersion {
        &self.free
    }

    /// The trial of a plan family, if it has one.
    #[must_use]
    pub fn trial(&self, family: &str) -> Option<&PlanVersion> {
        self.offered().into_iter().find(|plan| plan.family == family && plan.trial_days.is_some())
    }

    /// The plan whose limits and features hold: the subscription's own version while it is free, on
    /// trial, active or past due, else the free plan. `None` if its version is not in this catalogue.
    #[must_use]
    pub fn in_force(&self, subscription: &Subscription) -> Option<&PlanVersion> {
        match subscription.state {
            State::Free | State::Trialing | State::Active | State::PastDue => {
                self.version(&subscription.plan)
            }
            State::Paused | State::Canceled | State::Expired => Some(&self.free),
        }
    }

    /// The lowest paid plan above `plan`, in its family, that is `enough`.
    #[must_use]
    pub fn upgrade(&self, plan: &PlanVersion, enough: impl Fn(&PlanVersion) -> bool) -> Option<Upgrade> {
        let above = |other: &&PlanVersion| other.family == plan.family && other.rank > plan.rank;
        self.offered()
            .into_iter()
            .filter(above)
            .filter(|other| enough(other))
            .find_map(|other| Some(Upgrade { plan: other.code.clone(), price: other.prices.first()?.price }))
    }

    /// The trial that `subscription` may still begin, if there is one and it is `enough`.
    #[must_use]
    pub fn trial_offer(
        &self,
        subscription: &Subscription,
        enough: impl Fn(&PlanVersion) -> bool,
    ) -> Option<TrialOffer> {
        subscription.next_state(Action::StartTrial).ok()?;
        let trial = self.trial(&self.version(&subscription.plan)?.family).filter(|trial| enough(trial))?;
        Some(TrialOffer { plan: trial.code.clone(), days: trial.trial_days? })
    }
}

fn newest(versions: &BTreeMap<u32, PlanVersion>) -> Option<&PlanVersion> {
    versions.last_key_value().map(|(_, plan)| plan)
}

fn clashes(current: &[&PlanVersion]) -> Vec<Fault> {
    let (mut ranks, mut trials, mut faults) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for plan in current {
        if !ranks.insert(plan.rank) {
            faults.push(Fault::new(format!("{}.rank", plan.code), "duplicate", "each plan has its own rank"));
        }
        if plan.trial_days.is_some() && !trials.insert(&plan.family) {
            faults.push(Fault::new(
                format!("{}.trial_days", plan.code),
                "duplicate",
                "one trial in a family",
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Interval, Limit, Meter};

    fn codes(result: Result<Catalogue, Vec<Fault>>) -> Vec<(String, &'static str)> {
        result.unwrap_err().into_iter().map(|fault| (fault.path, fault.code)).collect()
    }

    fn shipped() -> Vec<PlanVersion> {
        Catalogue::shipped().offered().into_iter().cloned().collect()
    }

    #[test]
    fn each_clash_is_named() {
        type Break = fn(&mut Vec<PlanVersion>);
        let table: [(Break, &str, &str); 7] = [
            (|plans| plans[2].rank = plans[0].rank, "premium.rank", "duplicate"),
            (|plans| plans.push(plans[2].clone()), "premium.version", "duplicate"),
            (|plans| drop(plans.remove(0)), "plans", "free"),
            (|plans| plans[2].prices.clear(), "plans", "free"),
            (|plans| plans.clear(), "plans", "free"),
            (
                |plans| plans.push(PlanVersion { version: 2, family: "other".into(), ..plans[2].clone() }),
                "premium.family",
                "changed",
            ),
            (
                |plans| plans.push(PlanVersion { code: "try".into(), rank: 11, ..plans[1].clone() }),
                "try.trial_days",
                "duplicate",
            ),
        ];
        for (spoil, path, code) in table {
            let mut plans = shipped();
            spoil(&mut plans);
            assert_eq!(codes(Catalogue::new(plans)), [(path.to_owned(), code)]);
        }
    }

    #[test]
    fn a_new_version_is_sold_and_the_old_one_kept() {
        let old = Catalogue::shipped();
        let mut next = old.current("premium").unwrap().clone();
        next.version = 2;
        next.prices[0].price.amount_minor = 1_299;
        let new = old.with(next.clone()).unwrap();
        assert_eq!(new.current("premium").unwrap(), &next);
        assert_eq!(new.offered().len(), 3);
        let first = PlanRef { code: "premium".into(), version: 1 };
        assert_eq!(new.version(&first), old.version(&first));

        next.version = 4;
        assert_eq!(codes(new.with(next.clone())), [("version".into(), "not_next")]);
        next.limits.clear();
        assert_eq!(codes(new.with(next)).len(), 1 + Meter::ALL.len());
    }

    /// Publishing one plan, a clash is that plan's, whichever plan the catalogue finds it at.
    #[test]
    fn a_plan_that_does_not_fit_is_told_which_of_its_fields() {
        type Break = fn(&mut PlanVersion);
        let table: [(&str, Break, &str); 6] = [
            ("premium", |plan| plan.rank = 10, "rank"),
            ("trial", |plan| plan.rank = 0, "rank"),
            ("premium", |plan| plan.family = "other".into(), "family"),
            ("premium", |plan| plan.prices.clear(), "prices"),
            ("free", |plan| plan.trial_days = Some(7), "trial_days"),
            ("trial", |plan| plan.trial_days = None, "prices"),
        ];
        let shipped = Catalogue::shipped();
        for (code, spoil, path) in table {
            let mut plan = shipped.current(code).unwrap().clone();
            plan.version = 2;
            spoil(&mut plan);
            let faults = codes(shipped.with(plan));
            assert!(faults.iter().any(|(at, _)| at == path), "{code}: {faults:?}");
            assert!(faults.iter().all(|(at, _)| !at.contains('.') && at != "plans"), "{code}: {faults:?}");
        }
    }

    #[test]
    fn a_trial_is_offered_to_whoever_may_begin_it() {
        let (plans, alone) = (Catalogue::shipped(), crate::rules::Customer::alone(jiff::tz::TimeZone::UTC));
        let now = jiff::Timestamp::UNIX_EPOCH;
        let offered = |subscription: &Subscription| plans.trial_offer(subscription, |_| true);
        let free = Subscription::open(plans.free(), now).unwrap().subscription;
        let trial = TrialOffer { plan: "trial".into(), days: 14 };
        assert_eq!(offered(&free), Some(trial.clone()));
        assert_eq!(plans.trial_offer(&free, |plan| plan.limit(Meter::Charts) > Limit::Limited(30)), None);
        let order = crate::rules::Order::one(plans.current("premium").unwrap(), Interval::Month);
        let paid = free.subscribe(&order, now, &alone).unwrap().subscription;
        assert_eq!(offered(&paid), None, "who pays needs none");
        let ended = paid.cancel(crate::rules::When::Now, now, &alone).unwrap().subscription;
        assert_eq!(offered(&ended), Some(trial));
        let tried = free.start_trial(plans.trial("standard").unwrap(), now, &alone).unwrap().subscription;
        let over = tried.cancel(crate::rules::When::Now, now, &alone).unwrap().subscription;
        assert_eq!((offered(&tried), offered(&over)), (None, None), "there is one trial");
    }

    #[test]
    fn who_is_served_has_the_own_version_and_the_others_are_free() {
        let old = Catalogue::shipped();
        let next = PlanVersion { version: 2, ..old.current("premium").unwrap().clone() };
        let catalogue = old.with(next).unwrap();
        let opened = Subscription::open(old.free(), jiff::Timestamp::UNIX_EPOCH).unwrap().subscription;
        let first = PlanRef { code: "premium".into(), version: 1 };
        for &state in State::ALL {
            let subscription = Subscription { state, plan: first.clone(), ..opened.clone() };
            let expected = match state.as_str() {
                "paused" | "canceled" | "expired" => catalogue.free().reference(),
                _ => first.clone(),
            };
            assert_eq!(catalogue.in_force(&subscription).unwrap().reference(), expected, "{state}");
        }
        let unknown = PlanRef { code: "premium".into(), version: 9 };
        assert_eq!(catalogue.in_force(&Subscription { plan: unknown, ..opened }), None);
    }

    #[test]
    fn the_next_plan_up_is_the_lowest_that_is_enough() {
        let shipped = Catalogue::shipped();
        let mut team = shipped.current("premium").unwrap().clone();
        (team.code, team.rank) = ("team".into(), 30);
        team.limits.insert(Meter::Charts, Limit::Unlimited);
        let mut other = team.clone();
        (other.code, other.family, other.rank) = ("other".into(), "other".into(), 15);
        let catalogue = shipped.with(team).unwrap().with(other).unwrap();
        let up = |enough: fn(&PlanVersion) -> bool| {
            catalogue.upgrade(catalogue.free(), enough).map(|upgrade| upgrade.plan)
        };
        assert_eq!(up(|_| true).as_deref(), Some("premium"), "neither the trial nor another family");
        assert_eq!(up(|plan| plan.limit(Meter::Charts) == Limit::Unlimited).as_deref(), Some("team"));
        assert_eq!(up(|_| false), None);
        assert_eq!(catalogue.upgrade(catalogue.current("team").unwrap(), |_| true), None);
    }
}
