//! The plans that every installation starts with: free, trial, premium.
//!
//! The only place with product figures; a tenant replaces them by publishing new versions.

use kernel::{Currency, Money};

use super::{Catalogue, Feature, Interval, Limit, Meter, PlanVersion, Price};

/// What replaces each other in the shipped catalogue.
const FAMILY: &str = "standard";

/// Limits a usage period, in the order of [`Meter::ALL`].
type Limits = [u32; 5];

impl Catalogue {
    /// Free, the 14-day trial with every feature, and premium by the month or by the year.
    ///
    /// # Panics
    /// Never: that the shipped plans fit together is tested.
    #[must_use]
    pub fn shipped() -> Self {
        let free = plan("free", "Free", 0, [3, 1, 10_000, 10, 0], &[Feature::ContentPreview]);
        let trial = PlanVersion {
            trial_days: Some(14),
            ..plan("trial", "Trial", 10, [30, 15, 100_000, 50, 5], Feature::ALL)
        };
        let prices = vec![price(Interval::Month, 999), price(Interval::Year, 9_999)];
        let premium = PlanVersion {
            prices,
            ..plan("premium", "Premium", 20, [100, 50, 400_000, 200, 30], Feature::ALL)
        };
        match Self::new([free, trial, premium]) {
            Ok(catalogue) => catalogue,
            Err(faults) => unreachable!("the shipped plans clash: {faults:?}"),
        }
    }
}

fn plan(code: &str, name: &str, rank: u16, limits: Limits, features: &[Feature]) -> PlanVersion {
    PlanVersion {
        code: code.into(),
        version: 1,
        family: FAMILY.into(),
        rank,
        name: name.into(),
        trial_days: None,
        prices: Vec::new(),
        limits: Meter::ALL.iter().copied().zip(limits.map(Limit::Limited)).collect(),
        features: features.iter().copied().collect(),
    }
}

fn price(interval: Interval, amount_minor: i64) -> Price {
    Price { interval, price: Money::new(amount_minor, Currency::USD) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::PlanKind;

    #[test]
    fn the_shipped_plans_are_sound() {
        let catalogue = Catalogue::shipped();
        let offered = catalogue.offered();
        assert_eq!(
            offered.iter().map(|plan| (plan.code.as_str(), plan.kind())).collect::<Vec<_>>(),
            [("free", PlanKind::Free), ("trial", PlanKind::Trial { days: 14 }), ("premium", PlanKind::Paid)]
        );
        assert!(offered.iter().all(|plan| plan.faults().is_empty()));
        assert_eq!(catalogue.trial(FAMILY).map(|plan| plan.code.as_str()), Some("trial"));
        assert_eq!(catalogue.trial("other"), None);
    }

    #[test]
    fn who_pays_has_at_least_what_the_others_have() {
        let catalogue = Catalogue::shipped();
        for pair in catalogue.offered().windows(2) {
            assert!(pair[1].features.is_superset(&pair[0].features));
            for &meter in Meter::ALL {
                assert!(pair[1].limit(meter) > pair[0].limit(meter), "{} {meter}", pair[1].code);
            }
        }
    }
}
