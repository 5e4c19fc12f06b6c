//! `PUT /admin/plans/{code}`.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use kernel::Currency;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{
    Body, PathOf, Permission, Reply, Route, Work,
    fields::{Name, Token},
    reply,
};

use super::Flags;
use crate::{
    actions,
    rules::{Feature, Interval, Limit, Meter, PlanVersion, Price},
    views::PlanView,
};

/// The next version of a plan. What is left out stays as it is in the newest version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanDraft {
    /// For people.
    name: Option<Name>,
    /// Plans that replace each other; a plan stays in its family.
    family: Option<Token>,
    /// A higher rank is more; each plan has its own.
    rank: Option<u16>,
    /// Makes it a trial of so many calendar days.
    trial_days: Option<u16>,
    /// All prices, in the order in which they are shown.
    prices: Option<Vec<PriceDraft>>,
    /// For each meter, how much a usage period allows; null for no limit.
    #[schema(value_type = Option<BTreeMap<String, Option<u32>>>)]
    limits: Option<BTreeMap<Meter, Option<u32>>>,
    /// All features.
    #[schema(value_type = Option<Vec<Token>>)]
    features: Option<BTreeSet<Feature>>,
}

/// What one interval costs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PriceDraft {
    /// What is paid for.
    #[schema(value_type = Token)]
    interval: Interval,
    /// For one unit, without tax.
    price: AmountDraft,
}

/// An amount of money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AmountDraft {
    /// In the currency's smallest unit.
    amount_minor: i64,
    /// ISO 4217.
    #[schema(value_type = Token)]
    currency: Currency,
}

pub(super) fn route() -> Route<Flags> {
    web::route(Method::PUT, "/admin/plans/{code}")
        .summary("Publish a new version of a plan; customers keep the version they have")
        .permission(Permission::ManageUsers)
        .body::<PlanDraft>()
        .answers::<PlanView>()
        .handler(run)
}

async fn run(
    PathOf(code): PathOf<String>,
    Body(draft): Body<PlanDraft>,
    Work(mut unit): Work,
) -> web::Result<Reply<PlanView>> {
    let plan = actions::publish::run(&mut unit, &code, |newest| draft.onto(newest)).await?;
    reply(unit.commit(PlanView::from(&plan)).await?)
}

impl PlanDraft {
    fn onto(self, newest: PlanVersion) -> PlanVersion {
        let limit =
            |(meter, limit): (Meter, Option<u32>)| (meter, limit.map_or(Limit::Unlimited, Limit::Limited));
        PlanVersion {
            name: self.name.map_or(newest.name, |name| name.as_str().to_owned()),
            family: self.family.map_or(newest.family, |family| family.as_str().to_owned()),
            rank: self.rank.unwrap_or(newest.rank),
            trial_days: self.trial_days.or(newest.trial_days),
            prices: self.prices.map_or(newest.prices, |all| all.into_iter().map(Price::from).collect()),
            limits: self.limits.map_or(newest.limits, |limits| limits.into_iter().map(limit).collect()),
            features: self.features.unwrap_or(newest.features),
            ..newest
        }
    }
}

impl From<PriceDraft> for Price {
    fn from(draft: PriceDraft) -> Self {
        let AmountDraft { amount_minor, currency } = draft.price;
        Self { interval: draft.interval, price: kernel::Money::new(amount_minor, currency) }
    }
}
