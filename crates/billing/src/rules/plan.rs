//! A plan as versioned data: prices, limits, features.
//!
//! A version never changes once it has been sold; a better plan is a new version, and whoever bought the
//! old one keeps it. The JSON shape is what is stored. Plans know neither customers nor subscriptions.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::{
    Fault, Interval,
    mrr::{CEILING_MINOR, monthly},
    words::words,
};

words! {
    /// What is counted against a limit.
    Meter {
        /// Charts that were generated.
        Charts = "charts",
        /// Interpretations that were written, by a language model or by rule.
        AiInterpretations = "ai_interpretations",
        /// Tokens that a language model has read and written.
        AiTokens = "ai_tokens",
        /// Messages sent over WhatsApp.
        WhatsappMessages = "whatsapp_messages",
        /// Exports that were made.
        Exports = "exports",
    }
}

words! {
    /// What a plan has or has not.
    Feature {
        /// A user's own analytics.
        AdvancedAnalytics = "advanced_analytics",
        /// Premium items of the library, whole.
        PremiumContent = "premium_content",
        /// Title and first section of premium items.
        ContentPreview = "content_preview",
        /// Support that answers first, WhatsApp included.
        PrioritySupport = "priority_support",
        /// One's own data as a file, at once.
        DataExport = "data_export",
        /// Insights made for one person.
        PersonalInsights = "personal_insights",
    }
}

/// How much of a meter a usage period allows: on the wire `{"limited": 3}` or `"unlimited"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// This many, and not one more.
    Limited(u32),
    /// Counted, never refused.
    Unlimited,
}

/// What one interval costs in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What is paid for.
    pub interval: Interval,
    /// For one unit, without tax.
    pub price: Money,
}

/// Points at one version of one plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// The plan, for example `premium`.
    pub code: String,
    /// Counted from 1.
    pub version: u32,
}

/// One version of a plan.
///
/// ```
/// use billing::rules::{PlanKind, PlanVersion};
///
/// let plan: PlanVersion = serde_json::from_str(r#"{
///     "code": "trial", "version": 1, "family": "standard", "rank": 10, "name": "Trial",
///     "trial_days": 14, "prices": [], "limits": {"charts": {"limited": 30}, "exports": "unlimited"},
///     "features": ["data_export"]
/// }"#)?;
/// assert_eq!(plan.kind(), PlanKind::Trial { days: 14 });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanVersion {
    /// The plan: a small letter, then up to 31 of `a-z 0-9 _`.
    pub code: String,
    /// Counted from 1.
    pub version: u32,
    /// Plans that replace each other; a customer has one subscription and one trial in each family.
    pub family: String,
    /// Decides what is an upgrade: a higher rank is more.
    pub rank: u16,
    /// For people.
    pub name: String,
    /// For a trial, its length in calendar days; such a plan has no prices.
    pub trial_days: Option<u16>,
    /// In the order in which they are shown; none for a free plan.
    pub prices: Vec<Price>,
    /// For each meter; one that is not listed allows nothing.
    pub limits: BTreeMap<Meter, Limit>,
    /// What it has.
    pub features: BTreeSet<Feature>,
}

/// How one comes by a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// By having no other.
    Free,
    /// Once, for a number of calendar days.
    Trial {
        /// How many.
        days: u16,
    },
    /// By paying.
    Paid,
}

impl PlanVersion {
    /// Points here.
    #[must_use]
    pub fn reference(&self) -> PlanRef {
        PlanRef { code: self.code.clone(), version: self.version }
    }

    /// Trial, paid or free, from its trial days and prices.
    #[must_use]
    pub fn kind(&self) -> PlanKind {
        match self.trial_days {
            Some(days) => PlanKind::Trial { days },
            None if self.prices.is_empty() => PlanKind::Free,
            None => PlanKind::Paid,
        }
    }

    /// The limit of `meter`; nothing where the plan is silent, so that a meter added later is closed.
    #[must_use]
    pub fn limit(&self, meter: Meter) -> Limit {
        self.limits.get(&meter).copied().unwrap_or(Limit::Limited(0))
    }

    /// The price for `interval` in `currency`; without a currency, the only one it is sold in.
    #[must_use]
    pub fn price(&self, interval: Interval, currency: Option<Currency>) -> Option<Money> {
        let mut prices = self.prices.iter().filter(|p| p.interval == interval).map(|p| p.price);
        match currency {
            Some(currency) => prices.find(|price| price.currency == currency),
            None => prices.next().filter(|_| prices.next().is_none()),
        }
    }

    /// What keeps this version from being published, on its own; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (path, text) in [("code", &self.code), ("family", &self.family)] {
            if !is_code(text) {
                faults.push(Fault::new(path, "malformed", "a small letter, then up to 31 of a-z 0-9 _"));
            }
        }
        if self.version == 0 {
            faults.push(Fault::new("version", "too_small", "versions count from 1"));
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 80 {
            faults.push(Fault::new("name", "length", "1 to 80 characters"));
        }
        if self.trial_days == Some(0) {
            faults.push(Fault::new("trial_days", "too_small", "a trial lasts at least a day"));
        }
        if self.trial_days.is_some() && !self.prices.is_empty() {
            faults.push(Fault::new("prices", "not_allowed", "a trial costs nothing"));
        }
        faults.extend(self.price_faults());
        let missing = Meter::ALL.iter().filter(|meter| !self.limits.contains_key(meter));
        faults.extend(
            missing.map(|meter| Fault::new(format!("limits.{meter}"), "required", "name every meter")),
        );
        faults
    }

    fn price_faults(&self) -> impl Iterator<Item = Fault> {
        self.prices.iter().enumerate().filter_map(|(i, one)| {
            let path = format!("prices[{i}]");
            let same =
                |other: &Price| other.interval == one.interval && other.price.currency == one.price.currency;
            if one.price.amount_minor < 0 {
                return Some(Fault::new(format!("{path}.price"), "negative", "a price is 0 or more"));
            }
            if monthly(one.price.amount_minor, 1, one.interval).is_none_or(|minor| minor > CEILING_MINOR) {
                let most = format!("a month's share is at most {CEILING_MINOR} minor units");
                return Some(Fault::new(format!("{path}.price"), "too_large", most));
            }
            let twice = self.prices[..i].iter().any(same);
            twice.then(|| Fault::new(path, "duplicate", "one price for an interval and currency"))
        })
    }
}

fn is_code(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    plain && text.len() <= 32 && text.starts_with(|first: char| first.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Catalogue;

    fn premium() -> PlanVersion {
        Catalogue::shipped().current("premium").unwrap().clone()
    }

    #[test]
    fn the_stored_shape_is_fixed() {
        let shape = serde_json::json!({
            "code": "premium", "version": 1, "family": "standard", "rank": 20, "name": "Premium",
            "trial_days": null,
            "prices": [
                {"interval": "month", "price": {"amount_minor": 999, "currency": "USD"}},
                {"interval": "year", "price": {"amount_minor": 9999, "currency": "USD"}}
            ],
            "limits": {
                "charts": {"limited": 100}, "ai_interpretations": {"limited": 50},
                "ai_tokens": {"limited": 400_000}, "whatsapp_messages": {"limited": 200}, "exports": {"limited": 30}
            },
            "features": [
                "advanced_analytics", "premium_content", "content_preview", "priority_support",
                "data_export", "personal_insights"
            ]
        });
        assert_eq!(serde_json::to_value(premium()).unwrap(), shape);
        assert_eq!(serde_json::from_value::<PlanVersion>(shape.clone()).unwrap(), premium());
        for (path, value) in [
            ("/surprise", serde_json::json!(1)),
            ("/limits/miles", serde_json::json!("unlimited")),
            ("/prices/0/interval", serde_json::json!("fortnight")),
            ("/prices/0/price/currency", serde_json::json!("ZZZ")),
            ("/features/0", serde_json::json!("telepathy")),
            ("/limits/charts", serde_json::json!({"limited": -1})),
        ] {
            let mut wrong = shape.clone();
            let (parent, key) = path.rsplit_once('/').unwrap();
            match wrong.pointer_mut(parent).unwrap() {
                serde_json::Value::Array(list) => list[0] = value,
                other => other[key] = value,
            }
            assert!(serde_json::from_value::<PlanVersion>(wrong).is_err(), "{path}");
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        type Break = fn(&mut PlanVersion);
        let table: [(Break, &str, &str); 14] = [
            (|p| p.code = "Premium".into(), "code", "malformed"),
            (|p| p.code = "p".repeat(33), "code", "malformed"),
            (|p| p.family = String::new(), "family", "malformed"),
            (|p| p.version = 0, "version", "too_small"),
            (|p| p.name = " ".into(), "name", "length"),
            (|p| p.trial_days = Some(14), "prices", "not_allowed"),
            (|p| (p.trial_days, p.prices) = (Some(0), vec![]), "trial_days", "too_small"),
            (|p| p.prices[1].price.amount_minor = -1, "prices[1].price", "negative"),
            (|p| p.prices[0].price.amount_minor = i64::MAX, "prices[0].price", "too_large"),
            (|p| p.prices[1].price.amount_minor = 12_000_000_000_006, "prices[1].price", "too_large"),
            (
                |p| {
                    p.prices[1] =
                        Price { interval: Interval::Day, price: Money::new(40_000_000_000, Currency::USD) }
                },
                "prices[1].price",
                "too_large",
            ),
            (|p| p.prices[1].interval = Interval::Month, "prices[1]", "duplicate"),
            (|p| p.limits.retain(|meter, _| *meter != Meter::Exports), "limits.exports", "required"),
            (|p| p.code = "1st".into(), "code", "malformed"),
        ];
        assert_eq!(premium().faults(), []);
        for (spoil, path, code) in table {
            let mut plan = premium();
            spoil(&mut plan);
            let faults = plan.faults();
            assert_eq!(faults.iter().map(|f| (f.path.as_str(), f.code)).collect::<Vec<_>>(), [(path, code)]);
        }
    }

    #[test]
    fn the_dearest_price_is_that_of_a_month() {
        let mut plan = premium();
        plan.prices[0].price.amount_minor = CEILING_MINOR;
        plan.prices[1].price.amount_minor = 12 * CEILING_MINOR;
        assert_eq!(plan.faults(), []);
    }

    #[test]
    fn a_price_needs_its_currency_only_where_there_are_several() {
        let mut plan = premium();
        let usd = Money::new(999, Currency::USD);
        assert_eq!(plan.price(Interval::Month, None), Some(usd));
        assert_eq!(plan.price(Interval::Week, None), None);
        assert_eq!(plan.price(Interval::Month, Some(Currency::EUR)), None);
        let euro = Price { interval: Interval::Month, price: Money::new(899, Currency::EUR) };
        plan.prices.push(euro);
        assert_eq!(plan.price(Interval::Month, None), None);
        assert_eq!(plan.price(Interval::Month, Some(Currency::EUR)), Some(euro.price));
        assert_eq!(plan.price(Interval::Month, Some(Currency::USD)), Some(usd));
    }

    #[test]
    fn a_meter_the_plan_is_silent_about_is_closed() {
        let mut plan = premium();
        plan.limits.remove(&Meter::Charts);
        assert_eq!(plan.limit(Meter::Charts), Limit::Limited(0));
        assert!(Limit::Limited(u32::MAX) < Limit::Unlimited);
    }
}
