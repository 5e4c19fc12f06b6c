//! Whether a feature is granted, and why. It knows no roles: an admin is let through elsewhere.

use serde::Serialize;

use super::{Catalogue, Feature, PlanKind, PlanVersion, Upgrade, words::words};

words! {
    /// Why a feature is granted or not.
    Grounds {
        /// Granted: the paid or free plan has it.
        PlanIncludes = "plan_includes",
        /// Granted: the trial has it.
        Trial = "trial",
        /// Not granted: it is switched off for everybody, whatever the plan.
        FlagOff = "flag_off",
        /// Not granted: the plan in force does not have it.
        NotInPlan = "not_in_plan",
    }
}

/// The answer for one feature; where another plan would have it, which one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entitlement {
    /// Which.
    pub feature: Feature,
    /// Whether it may be used.
    pub granted: bool,
    /// Why, or why not.
    pub reason: Grounds,
    /// The plan in force.
    pub plan: String,
    /// The lowest plan above that has it, when it is missing from this one.
    pub upgrade: Option<Upgrade>,
}

/// Whether `plan`, which is in force, grants `feature`; `switched_off` is the emergency switch.
///
/// ```
/// use billing::rules::{Catalogue, Feature, Grounds, entitlement::entitlement};
///
/// let plans = Catalogue::shipped();
/// let no = entitlement(Feature::DataExport, plans.free(), false, &plans);
/// assert_eq!((no.granted, no.reason), (false, Grounds::NotInPlan));
/// assert_eq!(no.upgrade.map(|upgrade| upgrade.plan).as_deref(), Some("premium"));
/// let yes = entitlement(Feature::ContentPreview, plans.free(), false, &plans);
/// assert_eq!((yes.granted, yes.reason), (true, Grounds::PlanIncludes));
/// ```
#[must_use]
pub fn entitlement(
    feature: Feature,
    plan: &PlanVersion,
    switched_off: bool,
    catalogue: &Catalogue,
) -> Entitlement {
    let included = plan.features.contains(&feature);
    let reason = match (switched_off, included, plan.kind()) {
        (true, _, _) => Grounds::FlagOff,
        (false, false, _) => Grounds::NotInPlan,
        (false, true, PlanKind::Trial { .. }) => Grounds::Trial,
        (false, true, _) => Grounds::PlanIncludes,
    };
    let missing = reason == Grounds::NotInPlan;
    let upgrade = missing.then(|| catalogue.upgrade(plan, |other| other.features.contains(&feature)));
    Entitlement {
        feature,
        granted: included && !switched_off,
        reason,
        plan: plan.code.clone(),
        upgrade: upgrade.flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_plan_and_feature() {
        let plans = Catalogue::shipped();
        for plan in plans.offered() {
            for &feature in Feature::ALL {
                let expected = match (plan.code.as_str(), feature) {
                    ("free", Feature::ContentPreview) | ("premium", _) => {
                        (true, Grounds::PlanIncludes, false)
                    }
                    ("trial", _) => (true, Grounds::Trial, false),
                    _ => (false, Grounds::NotInPlan, true),
                };
                let answer = entitlement(feature, plan, false, &plans);
                assert_eq!((answer.granted, answer.reason, answer.upgrade.is_some()), expected);
                let off = entitlement(feature, plan, true, &plans);
                assert_eq!((off.granted, off.reason, off.upgrade), (false, Grounds::FlagOff, None));
            }
        }
    }

    #[test]
    fn the_wire_shape_is_fixed() {
        let plans = Catalogue::shipped();
        let answer = entitlement(Feature::AdvancedAnalytics, plans.free(), false, &plans);
        assert_eq!(
            serde_json::to_value(answer).unwrap(),
            serde_json::json!({
                "feature": "advanced_analytics", "granted": false, "reason": "not_in_plan", "plan": "free",
                "upgrade": {
                    "plan": "premium", "price": {"amount_minor": 999, "currency": "USD"}
                }
            })
        );
    }
}
