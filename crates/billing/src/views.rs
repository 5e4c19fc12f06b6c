//! What a client reads: the shapes of plans, subscriptions, usage, entitlements and refusals on the wire.
//!
//! A limit is a whole number, or null where nothing is refused. It decides nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Money, SubscriptionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Error,
    actions::Current,
    rules::{Entitlement, Exceeded, Limit, PlanKind, PlanVersion, TrialOffer, Upgrade, Usage},
};

/// Where a client sees what there is to buy, and buys it with `POST /api/v1/subscription`.
const UPGRADE_URL: &str = "/api/v1/plans";
/// Where a client begins the trial, with a `POST`.
const TRIAL_URL: &str = "/api/v1/subscription/trial";

/// An amount of money.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Amount {
    /// In the currency's smallest unit.
    amount_minor: i64,
    /// ISO 4217.
    currency: &'static str,
}

/// What one interval costs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriceView {
    /// `month`, `year`, ...
    interval: &'static str,
    /// For one unit, without tax.
    price: Amount,
}

/// The newest version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// What to ask for.
    code: String,
    /// Counted from 1.
    version: u32,
    /// For people.
    name: String,
    /// `free`, `trial` or `paid`.
    kind: &'static str,
    /// Plans that replace each other.
    family: String,
    /// A higher rank is more.
    rank: u16,
    /// How long a trial lasts, in calendar days.
    trial_days: Option<u16>,
    /// In the order in which they are shown.
    prices: Vec<PriceView>,
    /// For each meter, how much a usage period allows.
    limits: BTreeMap<&'static str, Option<u32>>,
    /// What it has.
    features: Vec<&'static str>,
}

/// A plan that has what the present one lacks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Offer {
    /// Its code.
    pub(crate) plan: String,
    /// Its first listed price.
    price: Amount,
    /// Where to see and take it.
    pub(crate) url: &'static str,
}

/// The trial, for whoever may still begin it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialView {
    /// Its code.
    plan: String,
    /// How many calendar days it lasts.
    pub(crate) days: u16,
    /// Where to begin it.
    pub(crate) url: &'static str,
}

/// The `details` of `PLAN_LIMIT_REACHED`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitReached {
    /// Which meter.
    pub(crate) meter: &'static str,
    /// The plan in force.
    pub(crate) plan: String,
    /// What it allows.
    pub(crate) limit: u32,
    /// What is used and set aside.
    pub(crate) used: u32,
    /// When the next usage period starts.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) resets_at: Timestamp,
    /// The lowest plan above that allows more.
    pub(crate) upgrade: Option<Offer>,
    /// The trial that allows more, if you may still begin it.
    pub(crate) trial: Option<TrialView>,
}

/// Where the caller stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionView {
    /// The subscription.
    #[schema(value_type = String, format = Uuid)]
    id: SubscriptionId,
    /// `free`, `trialing`, `active`, `past_due`, `paused`, `canceled` or `expired`.
    state: &'static str,
    /// The plan in force.
    plan: String,
    /// Its version.
    plan_version: u32,
    /// Whether it counts as premium; a running trial does.
    premium: bool,
    /// How often is paid, while it is.
    interval: Option<&'static str>,
    /// What is paid each time.
    price: Option<Amount>,
    /// Its monthly share.
    mrr: Option<Amount>,
    /// Start of the trial or of the paid period.
    #[schema(value_type = Option<String>, format = DateTime)]
    period_start: Option<Timestamp>,
    /// First instant after it.
    #[schema(value_type = Option<String>, format = DateTime)]
    period_end: Option<Timestamp>,
    /// When the running trial ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    trial_expires_at: Option<Timestamp>,
    /// Whether the one trial was begun.
    trial_used: bool,
    /// When the scheduled cancellation takes effect; it can be withdrawn until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    cancel_at: Option<Timestamp>,
}

/// One meter in the present usage period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageView {
    /// Which.
    meter: &'static str,
    /// Used for good.
    used: u32,
    /// Set aside for work under way.
    reserved: u32,
    /// What the plan in force allows.
    limit: Option<u32>,
    /// What is left of it.
    remaining: Option<u32>,
    /// When the next usage period starts.
    #[schema(value_type = String, format = DateTime)]
    resets_at: Timestamp,
}

/// One feature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntitlementView {
    /// Which.
    feature: &'static str,
    /// Whether it may be used.
    granted: bool,
    /// `plan_includes` or `trial`; `not_in_plan` or `flag_off`.
    reason: &'static str,
    /// The plan in force.
    plan: String,
    /// The lowest plan above that has it, when it is missing from this one.
    upgrade: Option<Offer>,
}

impl SubscriptionView {
    pub(crate) fn new(current: &Current) -> Result<Self, Error> {
        let (now, plan) = (&current.subscription, current.plan()?);
        let terms = now.terms.filter(|_| now.state.earns());
        let period = current.period()?;
        Ok(Self {
            id: current.id,
            state: now.state.as_str(),
            plan: plan.code.clone(),
            plan_version: plan.version,
            premium: plan.kind() != PlanKind::Free,
            interval: terms.map(|terms| terms.interval.as_str()),
            price: terms.map(|terms| terms.price.into()),
            mrr: terms.map(|terms| Money::new(now.mrr_minor, terms.price.currency).into()),
            period_start: period.map(|period| period.start),
            period_end: period.map(|period| period.end),
            trial_expires_at: now.trial_ends_at,
            trial_used: now.trialed,
            cancel_at: now.cancel_at,
        })
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency.code() }
    }
}

impl From<Upgrade> for Offer {
    fn from(upgrade: Upgrade) -> Self {
        let Upgrade { plan, price } = upgrade;
        Self { plan, price: price.into(), url: UPGRADE_URL }
    }
}

impl From<TrialOffer> for TrialView {
    fn from(offer: TrialOffer) -> Self {
        let TrialOffer { plan, days } = offer;
        Self { plan, days, url: TRIAL_URL }
    }
}

impl From<Exceeded> for LimitReached {
    fn from(exceeded: Exceeded) -> Self {
        let Exceeded { meter, plan, limit, used, resets_at, upgrade, trial } = exceeded;
        let (upgrade, trial) = (upgrade.map(Offer::from), trial.map(TrialView::from));
        Self { meter: meter.as_str(), plan, limit, used, resets_at, upgrade, trial }
    }
}

impl From<&PlanVersion> for PlanView {
    fn from(plan: &PlanVersion) -> Self {
        let kind = match plan.kind() {
            PlanKind::Free => "free",
            PlanKind::Trial { .. } => "trial",
            PlanKind::Paid => "paid",
        };
        let prices = plan
            .prices
            .iter()
            .map(|one| PriceView { interval: one.interval.as_str(), price: one.price.into() });
        Self {
            code: plan.code.clone(),
            version: plan.version,
            name: plan.name.clone(),
            kind,
            family: plan.family.clone(),
            rank: plan.rank,
            trial_days: plan.trial_days,
            prices: prices.collect(),
            limits: plan.limits.iter().map(|(meter, limit)| (meter.as_str(), number(*limit))).collect(),
            features: plan.features.iter().map(|feature| feature.as_str()).collect(),
        }
    }
}

impl From<Usage> for UsageView {
    fn from(usage: Usage) -> Self {
        Self {
            meter: usage.meter.as_str(),
            used: usage.counter.used,
            reserved: usage.counter.reserved,
            limit: number(usage.limit),
            remaining: number(usage.counter.remaining(usage.limit)),
            resets_at: usage.resets_at,
        }
    }
}

impl From<Entitlement> for EntitlementView {
    fn from(answer: Entitlement) -> Self {
        Self {
            feature: answer.feature.as_str(),
            granted: answer.granted,
            reason: answer.reason.as_str(),
            plan: answer.plan,
            upgrade: answer.upgrade.map(Offer::from),
        }
    }
}

const fn number(limit: Limit) -> Option<u32> {
    match limit {
        Limit::Limited(limit) => Some(limit),
        Limit::Unlimited => None,
    }
}
